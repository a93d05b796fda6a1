"""The simple types of SAT's schemas: one constant per type, facets as SAT states them.

Source: tdCFDI.xsd, cfdv40.xsd, Pagos20.xsd, TimbreFiscalDigitalv11.xsd and implocal.xsd as SAT
publishes them. Where the schema leaves a type without a name, ours says what it restricts. The
dot in the patterns of amounts is SAT's own: unescaped, it admits any character, and `xs:decimal`
closes that gap.
"""

from __future__ import annotations

from decimal import Decimal

from cobranza.cfdi._spec import SimpleType

__all__: list[str] = []

MONTH_DAY = "(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
TIME = "(([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9])"
RFC_TAIL = "[0-9]{2}(0[1-9]|1[012])(0[1-9]|[12][0-9]|3[01])[A-Z0-9]{2}[0-9A]"
UUID = "[a-f0-9A-F]{8}-[a-f0-9A-F]{4}-[a-f0-9A-F]{4}-[a-f0-9A-F]{4}-[a-f0-9A-F]{12}"

T_TEXTO = SimpleType(name="texto")
"""A string without facets, white space collapsed."""

T_TEXTO_LIBRE = SimpleType(name="xs:string", collapse=False)
"""A string without facets, white space as it is."""

T_BASE64 = SimpleType(name="xs:base64Binary", base="base64Binary")

T_FECHA_H = SimpleType(
    name="t_FechaH", base="dateTime", pattern=f"(20[1-9][0-9])-{MONTH_DAY}T{TIME}"
)
T_RFC = SimpleType(name="t_RFC", pattern=f"[A-Z&Ñ]{{3,4}}{RFC_TAIL}", min_length=12, max_length=13)
T_RFC_PM = SimpleType(name="t_RFC_PM", pattern=f"[A-Z&Ñ]{{3}}{RFC_TAIL}", min_length=12)
T_RFC_CUENTA_ORDENANTE = SimpleType(
    name="RfcEmisorCtaOrd",
    pattern=f"XEXX010101000|[A-Z&Ñ]{{3}}{RFC_TAIL}",
    min_length=12,
    max_length=13,
)
T_UUID = SimpleType(name="UUID", pattern=UUID, length=36)
T_ID_DOCUMENTO = SimpleType(
    name="IdDocumento", pattern=f"({UUID})|([0-9]{{3}}-[0-9]{{2}}-[0-9]{{9}})",
    min_length=16, max_length=36,
)  # fmt: skip
T_NO_CERTIFICADO = SimpleType(name="NoCertificado", pattern="[0-9]{20}", length=20)
T_CODIGO_POSTAL = SimpleType(name="DomicilioFiscal", pattern="[0-9]{5}", length=5)
T_FAC_ATR_ADQUIRENTE = SimpleType(name="FacAtrAdquirente", pattern="[0-9]{10}", length=10)
T_CONFIRMACION = SimpleType(name="Confirmacion", pattern="[0-9a-zA-Z]{5}", length=5)
T_NUM_REG_ID_TRIB = SimpleType(name="NumRegIdTrib", min_length=1, max_length=40)
T_NUMERO_PEDIMENTO = SimpleType(
    name="NumeroPedimento",
    pattern="[0-9]{2}  [0-9]{2}  [0-9]{4}  [0-9]{7}",
    length=21,
    collapse=False,
)
T_CUENTA_PREDIAL = SimpleType(
    name="CuentaPredial", pattern="[0-9a-zA-Z]{1,150}", min_length=1, max_length=150
)
T_CUENTA_BANCARIA = SimpleType(
    name="CuentaBancaria", pattern="[A-Z0-9_]{10,50}", min_length=10, max_length=50
)
T_CADENA_PAGO = SimpleType(name="CadPago", min_length=1, max_length=8192)
T_LEYENDA = SimpleType(
    name="Leyenda",
    pattern="([A-Z]|[a-z]|[0-9]| |Ñ|ñ|!|\"|%|&|'|\u00b4|-|:|;|>|=|<|@|_|,|\\{|\\}|`|~"
    "|á|é|í|ó|ú|Á|É|Í|Ó|Ú|ü|Ü){1,150}",
    min_length=12,
    max_length=150,
)


def _sin_pleca(maximum: int, *, collapse: bool = True) -> SimpleType:
    """Text of 1 to `maximum` characters without the pipe, which separates the cadena original."""
    return SimpleType(
        name=f"texto{maximum}",
        pattern=f"[^|]{{1,{maximum}}}",
        min_length=1,
        max_length=maximum,
        collapse=collapse,
    )


T_TEXTO_20 = _sin_pleca(20)
T_TEXTO_25 = _sin_pleca(25)
T_TEXTO_40 = _sin_pleca(40)
T_TEXTO_100 = _sin_pleca(100)
T_TEXTO_300 = _sin_pleca(300)
T_TEXTO_1000 = _sin_pleca(1000)
T_NUM_OPERACION = _sin_pleca(100, collapse=False)


def _decimal(name: str, minimum: str | None, digits: int, pattern: str | None = None) -> SimpleType:
    return SimpleType(
        name=name,
        base="decimal",
        pattern=pattern,
        min_inclusive=None if minimum is None else Decimal(minimum),
        fraction_digits=digits,
    )


T_IMPORTE = _decimal("t_Importe", "0", 6, "[0-9]{1,18}(.[0-9]{1,6})?")
T_IMPORTE_MXN = _decimal("t_ImporteMXN", "0", 2, "[0-9]{1,18}(.[0-9]{1,2})?")
T_POSITIVO = _decimal("decimal positivo", "0.000001", 6)
"""Cantidad, TipoCambio and the taxable bases that cannot be zero."""
T_TASA_O_CUOTA = _decimal("TasaOCuota", "0", 6)
T_EQUIVALENCIA = _decimal("EquivalenciaDR", "0.0000000001", 10)
T_IMPORTE_LOCAL = _decimal("importe local", None, 2)

T_ANIO = SimpleType(
    name="Año", base="integer", min_inclusive=Decimal(2019), max_inclusive=Decimal(32767)
)
"""SAT's base is xs:short, hence the upper limit."""
T_PARCIALIDAD = SimpleType(name="NumParcialidad", base="integer", pattern="[1-9][0-9]{0,2}")


def _catalogo(name: str) -> SimpleType:
    return SimpleType(name=name, catalog=name)


C_CLAVE_PROD_SERV = _catalogo("c_ClaveProdServ")
C_CLAVE_UNIDAD = _catalogo("c_ClaveUnidad")
C_CODIGO_POSTAL = _catalogo("c_CodigoPostal")
C_EXPORTACION = _catalogo("c_Exportacion")
C_FORMA_PAGO = _catalogo("c_FormaPago")
C_IMPUESTO = _catalogo("c_Impuesto")
C_MESES = _catalogo("c_Meses")
C_METODO_PAGO = _catalogo("c_MetodoPago")
C_MONEDA = _catalogo("c_Moneda")
C_OBJETO_IMP = _catalogo("c_ObjetoImp")
C_PAIS = _catalogo("c_Pais")
C_PERIODICIDAD = _catalogo("c_Periodicidad")
C_REGIMEN_FISCAL = _catalogo("c_RegimenFiscal")
C_TIPO_CADENA_PAGO = _catalogo("c_TipoCadenaPago")
C_TIPO_DE_COMPROBANTE = _catalogo("c_TipoDeComprobante")
C_TIPO_FACTOR = _catalogo("c_TipoFactor")
C_TIPO_RELACION = _catalogo("c_TipoRelacion")
C_USO_CFDI = _catalogo("c_UsoCFDI")
