"""Mutations of the Pagos complement: its totals, its payments, the invoices that they settle."""

from __future__ import annotations

from typing import Final

from cobranza.testing._mutations._edits import (
    Edit,
    drop,
    insert,
    like,
    more,
    padded,
    plus,
    put,
)
from cobranza.testing._mutations._mutation import Mutation, mutating

__all__: list[str] = []

_PAGOS: Final = "cfdi:Complemento/pago20:Pagos"
_TOTALES: Final = f"{_PAGOS}/pago20:Totales"
_PAGO: Final = f"{_PAGOS}/pago20:Pago"
_DOCTO: Final = f"{_PAGO}/pago20:DoctoRelacionado"
_SAME: Final = "[@MonedaDR=../@MonedaP]"
_OTHER: Final = "[@MonedaDR!=../@MonedaP]"
_IN_ONE_CURRENCY: Final = f"{_PAGO}[not(*{_OTHER})]"
_NOT_BANKED: Final = "[contains('01 08 12 13 14 15 17 23', @FormaDePagoP)]"
_BY_TRANSFER: Final = "[@FormaDePagoP='03']"
_SHORT_CHAIN: Final = "[@TipoCadPago]"
_NO_CHAIN: Final = "[not(@TipoCadPago)]"
_FROM_2025: Final = "substring(@Fecha, 1, 4) > 2024"
_A_MILLION: Final = "1000000"


def _total(code: str, attribute: str, base: str) -> Mutation:
    """Declare a mutation that adds one peso to a total."""
    return mutating(
        code,
        f"{attribute[0].lower()}{attribute[1:]}-un-peso-mas",
        f"{attribute} es un peso más que la suma",
        put(f"{_TOTALES}/@{attribute}", plus("1")),
        base=base,
    )


def _bank(code: str, name: str, description: str, *edits: Edit, base: str) -> Mutation:
    """Declare a mutation of bank data."""
    return mutating(code, name, description, *edits, base=base)


def _without(code: str, attribute: str) -> Mutation:
    return _bank(
        code,
        f"cadena-sin-{attribute}",
        f"Hay TipoCadPago y falta {attribute}",
        drop(f"{_PAGO}{_SHORT_CHAIN}/@{attribute}"),
        base="pago por SPEI",
    )


def _alone(code: str, attribute: str) -> Mutation:
    return _bank(
        code,
        f"{attribute}-sin-cadena",
        f"Hay {attribute} y falta TipoCadPago",
        put(f"{_PAGO}{_NO_CHAIN}/@{attribute}", "RmljdGljaW8="),
        base="pago",
    )


MUTATIONS: Final[tuple[Mutation, ...]] = (
    _total("CRP20201", "TotalRetencionesIVA", "pago con retenciones"),
    _total("CRP20202", "TotalRetencionesISR", "pago con retenciones"),
    _total("CRP20203", "TotalRetencionesIEPS", "pago con retenciones"),
    _total("CRP20204", "TotalTrasladosBaseIVA16", "pago"),
    _total("CRP20205", "TotalTrasladosImpuestoIVA16", "pago"),
    _total("CRP20206", "TotalTrasladosBaseIVA8", "pago al 8"),
    _total("CRP20207", "TotalTrasladosImpuestoIVA8", "pago al 8"),
    _total("CRP20208", "TotalTrasladosBaseIVA0", "pago al 0"),
    _total("CRP20209", "TotalTrasladosImpuestoIVA0", "pago al 0"),
    _total("CRP20210", "TotalTrasladosBaseIVAExento", "pago exento"),
    _total("CRP20211", "MontoTotalPagos", "pago"),
    mutating(
        "CRP20212",
        "pago-por-definir",
        "FormaDePagoP es 99",
        put(f"{_PAGO}/@FormaDePagoP", "99"),
        base="pago",
    ),
    mutating(
        "CRP20213",
        "pago-sin-moneda",
        "MonedaP es XXX",
        put(f"{_PAGO}/@MonedaP", "XXX"),
        base="pago",
    ),
    mutating(
        "CRP20214",
        "pago-en-dolares-sin-tipo-de-cambio",
        "Falta TipoCambioP en otra moneda que MXN",
        drop(f"{_PAGO}[@MonedaP!='MXN']/@TipoCambioP"),
        base="pago en dólares",
    ),
    mutating(
        "CRP20215",
        "pago-en-pesos-con-tipo-de-cambio",
        "TipoCambioP no es 1 en MXN",
        put(f"{_PAGO}[@MonedaP='MXN']/@TipoCambioP", "20"),
        base="pago",
    ),
    mutating(
        "CRP20215",
        "pago-en-pesos-sin-tipo-de-cambio",
        "Falta TipoCambioP en MXN",
        drop(f"{_PAGO}[@MonedaP='MXN']/@TipoCambioP"),
        base="pago",
    ),
    mutating(
        "CRP20217",
        "pagado-mayor-que-el-monto",
        "Los documentos suman más que el monto, en la misma moneda",
        put(f"{_IN_ONE_CURRENCY}/pago20:DoctoRelacionado/@ImpPagado", plus(like("../@Monto"))),
        put(f"{_IN_ONE_CURRENCY}/pago20:DoctoRelacionado/@ImpSaldoAnt", plus(like("../@Monto"))),
        base="pago",
    ),
    mutating(
        "CRP20211 CRP20217 CRP20218",
        "monto-cero",
        "Monto es cero",
        put(f"{_IN_ONE_CURRENCY}[@Monto * @TipoCambioP >= 1]/@Monto", "0"),
        base="pago",
    ),
    mutating(
        "CRP20219",
        "monto-con-decimales-de-mas",
        "Monto tiene más decimales que la moneda",
        put(f"{_PAGO}/@Monto", padded(6)),
        base="pago",
    ),
    _bank(
        "CRP20221",
        "banco-ordenante-en-efectivo",
        "RfcEmisorCtaOrd existe en una forma que no es bancarizada",
        put(f"{_PAGO}{_NOT_BANKED}/@RfcEmisorCtaOrd", "IIA040805DZ4"),
        base="pago en efectivo",
    ),
    mutating(
        "CRP20222",
        "banco-ordenante-no-inscrito",
        "RfcEmisorCtaOrd no está en la lista de inscritos",
        put(f"{_PAGO}{_BY_TRANSFER}/@RfcEmisorCtaOrd", "JES900109Q90"),
        base="pago",
        needs="l_RFC",
    ),
    _bank(
        "CRP20223",
        "banco-extranjero-sin-nombre",
        "RfcEmisorCtaOrd es el genérico extranjero y falta NomBancoOrdExt",
        drop(f"{_PAGO}[@RfcEmisorCtaOrd='XEXX010101000']/@NomBancoOrdExt"),
        base="pago por SPEI",
    ),
    _bank(
        "CRP20224",
        "cuenta-ordenante-en-efectivo",
        "CtaOrdenante existe en una forma que no es bancarizada",
        put(f"{_PAGO}{_NOT_BANKED}/@CtaOrdenante", "0123456789"),
        base="pago en efectivo",
    ),
    _bank(
        "CRP20225",
        "cuenta-ordenante-mal-formada",
        "CtaOrdenante de una transferencia tiene 12 dígitos",
        put(f"{_PAGO}{_BY_TRANSFER}/@CtaOrdenante", "012345678901"),
        base="pago",
    ),
    _bank(
        "CRP20226",
        "cuenta-beneficiaria-mal-formada",
        "CtaBeneficiario de una transferencia tiene 12 dígitos",
        put(f"{_PAGO}{_BY_TRANSFER}/@CtaBeneficiario", "012345678901"),
        base="pago",
    ),
    _bank(
        "CRP20227",
        "banco-beneficiario-en-efectivo",
        "RfcEmisorCtaBen existe en una forma que no lo admite",
        put(f"{_PAGO}{_NOT_BANKED}/@RfcEmisorCtaBen", "IIA040805DZ4"),
        base="pago en efectivo",
    ),
    _bank(
        "CRP20228",
        "cuenta-beneficiaria-en-efectivo",
        "CtaBeneficiario existe en una forma que no la admite",
        put(f"{_PAGO}{_NOT_BANKED}/@CtaBeneficiario", "0123456789"),
        base="pago en efectivo",
    ),
    _bank(
        "CRP20229",
        "cheque-con-cadena",
        "TipoCadPago existe y el pago no es una transferencia",
        *(
            put(f"{_PAGO}[@FormaDePagoP!='03']/@{name}", value)
            for name, value in (
                ("TipoCadPago", "01"),
                ("CertPago", "RmljdGljaW8="),
                ("CadPago", "Ficticio"),
                ("SelloPago", "RmljdGljaW8="),
            )
        ),
        base="pago con cheque",
    ),
    _without("CRP20230", "CertPago"),
    _alone("CRP20231", "CertPago"),
    _without("CRP20232", "CadPago"),
    _alone("CRP20233", "CadPago"),
    _without("CRP20234", "SelloPago"),
    _alone("CRP20235", "SelloPago"),
    mutating(
        "CRP20236",
        "documento-sin-moneda",
        "MonedaDR es XXX",
        put(f"{_DOCTO}[@EquivalenciaDR]/@MonedaDR", "XXX"),
        base="pago",
    ),
    mutating(
        "CRP20237",
        "documento-sin-equivalencia",
        "Falta EquivalenciaDR entre monedas distintas",
        drop(f"{_DOCTO}{_OTHER}/@EquivalenciaDR"),
        base="pago en dólares",
    ),
    mutating(
        "CRP20238",
        "equivalencia-entre-monedas-iguales",
        "EquivalenciaDR no es 1 entre monedas iguales",
        put(f"{_DOCTO}{_SAME}/@EquivalenciaDR", "20"),
        base="pago",
    ),
    mutating(
        "CRP20238",
        "equivalencia-uno-con-decimales",
        "EquivalenciaDR es 1.0000000000 entre monedas iguales",
        put(f"{_DOCTO}{_SAME}/@EquivalenciaDR", "1.0000000000"),
        base="pago",
    ),
    mutating(
        "CRP20239 CRP20244",
        "saldo-anterior-cero",
        "ImpSaldoAnt es cero",
        put(f"{_DOCTO}/@ImpSaldoAnt", "0"),
        base="pago",
    ),
    mutating(
        "CRP20240",
        "saldo-anterior-con-decimales-de-mas",
        "ImpSaldoAnt tiene más decimales que la moneda",
        put(f"{_DOCTO}/@ImpSaldoAnt", padded(6)),
        base="pago",
    ),
    mutating(
        "CRP20241",
        "pagado-cero",
        "ImpPagado es cero",
        put(f"{_DOCTO}/@ImpPagado", "0"),
        put(f"{_DOCTO}/@ImpSaldoInsoluto", like("@ImpSaldoAnt")),
        base="pago",
    ),
    mutating(
        "CRP20242",
        "pagado-con-decimales-de-mas",
        "ImpPagado tiene más decimales que la moneda",
        put(f"{_IN_ONE_CURRENCY}/pago20:DoctoRelacionado/@ImpPagado", padded(6)),
        base="pago",
    ),
    mutating(
        "CRP20243",
        "saldo-insoluto-con-decimales-de-mas",
        "ImpSaldoInsoluto tiene más decimales que la moneda",
        put(f"{_DOCTO}/@ImpSaldoInsoluto", padded(6)),
        base="pago",
    ),
    mutating(
        "CRP20244",
        "saldo-insoluto-un-centavo-mas",
        "ImpSaldoInsoluto es un centavo más que la diferencia",
        put(f"{_DOCTO}/@ImpSaldoInsoluto", more()),
        base="pago",
    ),
    mutating(
        "CRP20245",
        "objeto-de-impuesto-de-documento-inexistente",
        "ObjetoImpDR no es una clave del catálogo",
        put(f"{_DOCTO}/@ObjetoImpDR", "09"),
        base="pago",
    ),
    mutating(
        "CRP20246",
        "documento-objeto-de-impuesto-sin-impuestos",
        "ObjetoImpDR es 02 y el documento no tiene impuestos",
        put(f"{_DOCTO}[not(*)]/@ObjetoImpDR", "02"),
        base="pago de dos",
    ),
    mutating(
        "CRP20247",
        "documento-no-objeto-con-impuestos",
        "ObjetoImpDR es 01 y el documento tiene impuestos",
        put(f"{_DOCTO}[*]/@ObjetoImpDR", "01"),
        base="pago",
    ),
    mutating(
        "CRP20248",
        "impuestos-de-documento-vacios",
        "El nodo ImpuestosDR está vacío",
        put(f"{_DOCTO}[not(*)]/@ObjetoImpDR", "02"),
        insert(f"{_DOCTO}[not(*)]", "<pago20:ImpuestosDR/>"),
        base="pago de dos",
    ),
    mutating(
        "CRP20276",
        "convertido-mayor-que-el-monto",
        "Los documentos convertidos suman más que el monto",
        put(f"{_DOCTO}{_OTHER}/@ImpPagado", plus(_A_MILLION)),
        put(f"{_DOCTO}{_OTHER}/@ImpSaldoAnt", plus(_A_MILLION)),
        base="pago en dólares",
        when=f"not({_PAGO}[@Monto > 1000])",
    ),
    mutating(
        "CRP20277",
        "monto-que-solo-cabe-en-un-uno-sin-decimales",
        "Monto sólo está en sus límites si EquivalenciaDR 1 no cuenta con diez decimales",
        put(f"{_PAGO}/@Monto", "540.00"),
        put(f"{_TOTALES}/@MontoTotalPagos", "10800.00"),
        base="pago mixto",
        when=f"{_TOTALES}/@MontoTotalPagos='11000.00' and {_PAGO}[@MonedaP='USD']/@Monto='550.00'",
    ),
    mutating(
        "CRP20278",
        "documento-sin-traslado-con-iva",
        "ObjetoImpDR es 06 y el documento traslada IVA",
        put(f"{_DOCTO}[.//@ImpuestoDR!='001']/@ObjetoImpDR", "06"),
        base="pago",
        when=_FROM_2025,
    ),
    mutating(
        "CRP20279",
        "documento-con-desglose-de-ieps-con-iva",
        "ObjetoImpDR es 07 y el documento traslada IVA",
        put(f"{_DOCTO}[.//@ImpuestoDR='002']/@ObjetoImpDR", "07"),
        base="pago",
        when=_FROM_2025,
    ),
    mutating(
        "CRP20999",
        "forma-de-pago-de-pago-inexistente",
        "FormaDePagoP no es una clave del catálogo",
        put(f"{_PAGO}/@FormaDePagoP", "77"),
        base="pago",
    ),
)
"""In order of code."""
