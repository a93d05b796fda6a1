"""Small documents written by hand, with gaps to put things into."""

from typing import Any, Final

import attrs

from cobranza.cfdi import Comprobante, Report, check, read

CFDI: Final = "http://www.sat.gob.mx/cfd/4"
PAGO20: Final = "http://www.sat.gob.mx/Pagos20"
TFD: Final = "http://www.sat.gob.mx/TimbreFiscalDigital"
IMPLOCAL: Final = "http://www.sat.gob.mx/implocal"
XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"

DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'

EMISOR: Final = (
    '<cfdi:Emisor Rfc="EKU9003173C9" Nombre="ESCUELA KEMPER URGATE" RegimenFiscal="601"/>'
)
RECEPTOR: Final = (
    '<cfdi:Receptor Rfc="URE180429TM6" Nombre="UNIVERSIDAD ROBOTICA ESPAÑOLA"'
    ' DomicilioFiscalReceptor="86991" RegimenFiscalReceptor="601" UsoCFDI="G03"/>'
)
CONCEPTO: Final = (
    '<cfdi:Concepto ClaveProdServ="01010101" Cantidad="1" ClaveUnidad="H87"'
    ' Descripcion="Servicio" ValorUnitario="100.00" Importe="100.00" ObjetoImp="01"/>'
)
UUID: Final = "6c7b6d1f-2c4b-4b6e-9a53-0f1c9c3c1a01"
TIMBRE: Final = (
    f'<tfd:TimbreFiscalDigital xmlns:tfd="{TFD}" Version="1.1" UUID="{UUID}"'
    ' FechaTimbrado="2026-01-31T12:00:01" RfcProvCertif="SPR190613I52" SelloCFD="c2VsbG8="'
    ' NoCertificadoSAT="30001000000500003456" SelloSAT="c2F0"/>'
)
DOCTO: Final = (
    f'<pago20:DoctoRelacionado IdDocumento="{UUID}" MonedaDR="MXN" EquivalenciaDR="1"'
    ' NumParcialidad="1" ImpSaldoAnt="116.00" ImpPagado="100.50" ImpSaldoInsoluto="15.50"'
    ' ObjetoImpDR="01"/>'
)
PAGOS: Final = (
    f'<pago20:Pagos xmlns:pago20="{PAGO20}" Version="2.0">'
    '<pago20:Totales MontoTotalPagos="100.50"/>'
    '<pago20:Pago FechaPago="2026-01-30T12:00:00" FormaDePagoP="03" MonedaP="MXN"'
    f' TipoCambioP="1" Monto="100.50">{DOCTO}</pago20:Pago></pago20:Pagos>'
)
LOCALES: Final = (
    f'<implocal:ImpuestosLocales xmlns:implocal="{IMPLOCAL}" version="1.0"'
    ' TotaldeRetenciones="0.00" TotaldeTraslados="3.00">'
    '<implocal:TrasladosLocales ImpLocTrasladado="ISH" TasadeTraslado="3.00" Importe="3.00"/>'
    "</implocal:ImpuestosLocales>"
)


def cfdi(
    *,
    root: str = "",
    before: str = "",
    emisor: str = EMISOR,
    receptor: str = RECEPTOR,
    conceptos: str = f"<cfdi:Conceptos>{CONCEPTO}</cfdi:Conceptos>",
    after: str = "",
    **attributes: str | None,
) -> str:
    """Give a CFDI 4.0 without its XML declaration.

    `root` is markup inside the start tag, `before` and `after` are elements; an attribute of the
    Comprobante is changed, added or (None) left out by its name.
    """
    written = {
        "Version": "4.0",
        "Fecha": "2026-01-31T12:00:00",
        "Sello": "c2VsbG8=",
        "NoCertificado": "30001000000500003416",
        "Certificado": "Y2VydGlmaWNhZG8=",
        "SubTotal": "100.00",
        "Moneda": "MXN",
        "Total": "100.00",
        "TipoDeComprobante": "I",
        "Exportacion": "01",
        "LugarExpedicion": "01000",
        **attributes,
    }
    text = "".join(f' {name}="{value}"' for name, value in written.items() if value is not None)
    return (
        f'<cfdi:Comprobante xmlns:cfdi="{CFDI}" xmlns:xsi="{XSI}"{root}{text}>'
        f"{before}{emisor}{receptor}{conceptos}{after}</cfdi:Comprobante>"
    )


def cfdi_bytes(**parts: str | None) -> bytes:
    """Give a CFDI 4.0 as a file in UTF-8; the parts are those of `cfdi`."""
    return (DECLARATION + cfdi(**parts)).encode()  # type: ignore[arg-type]  # None: an attribute


def comprobante(**parts: str | None) -> Comprobante:
    """Read a CFDI 4.0; the parts are those of `cfdi`."""
    return read(cfdi_bytes(**parts)).comprobante


def complemento(*contents: str) -> str:
    """Put each of `contents` into a Complemento of its own."""
    return "".join(f"<cfdi:Complemento>{each}</cfdi:Complemento>" for each in contents)


def addenda(content: str) -> str:
    return f"<cfdi:Addenda>{content}</cfdi:Addenda>"


def structure(source: Any, **options: Any) -> Report:
    """Check, and keep only what the structure check finds: the rules have tests of their own."""
    report = check(source, **options)
    kept = tuple(each for each in report.findings if each.code == "CFDI40999")
    return attrs.evolve(report, findings=kept)
