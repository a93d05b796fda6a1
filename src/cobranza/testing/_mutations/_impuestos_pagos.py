"""Mutations of the taxes of a payment: those of its documents, and their sums."""

from __future__ import annotations

from typing import Final

from cobranza.testing._mutations._edits import drop, plus, put, repeat
from cobranza.testing._mutations._mutation import Mutation, mutating

__all__: list[str] = []

_PAGOS: Final = "cfdi:Complemento/pago20:Pagos"
_TOTALES: Final = f"{_PAGOS}/pago20:Totales"
_PAGO: Final = f"{_PAGOS}/pago20:Pago"
_DR: Final = f"{_PAGO}/pago20:DoctoRelacionado/pago20:ImpuestosDR"
_T: Final = f"{_DR}/pago20:TrasladosDR/pago20:TrasladoDR"
_R: Final = f"{_DR}/pago20:RetencionesDR/pago20:RetencionDR"
_TP: Final = f"{_PAGO}/pago20:ImpuestosP/pago20:TrasladosP/pago20:TrasladoP"
_RP: Final = f"{_PAGO}/pago20:ImpuestosP/pago20:RetencionesP/pago20:RetencionP"
_EXEMPT: Final = "[@TipoFactorDR='Exento']"
_TAXED: Final = "[@ImporteDR >= 1]"
_WITHHELD: Final = "[@ImporteDR >= 1]"
_NOT_07: Final = "[../../../@ObjetoImpDR='02']"
_IN_TOTALES: Final = "[@ImporteP * ../../../@TipoCambioP >= 1]"
_IN_MXN: Final = "[../../../@MonedaP='MXN']"
_IVA_16: Final = "[@ImpuestoP='002' and @TasaOCuotaP=0.16]"
_ISR: Final = "[@ImpuestoP='001']"
_IEPS: Final = "[@ImpuestoP='003']"
_ONE_PAYMENT: Final = f"count({_PAGO})=1"
_ONLY_EXEMPT: Final = f"{_T} and not({_T}[@TipoFactorDR!='Exento'])"

MUTATIONS: Final[tuple[Mutation, ...]] = (
    mutating(
        "CFDI40999 CRP20249 CRP20254",
        "base-de-retencion-de-documento-cero",
        "BaseDR de una retención es cero",
        put(f"{_R}{_WITHHELD}/@BaseDR", "0.00"),
        base="pago con retenciones",
    ),
    mutating(
        "CRP20250 CRP20265",
        "impuesto-retenido-de-documento-inexistente",
        "ImpuestoDR de una retención no es una clave del catálogo",
        put(f"{_R}{_WITHHELD}/@ImpuestoDR", "004"),
        base="pago con retenciones",
    ),
    mutating(
        "CRP20251",
        "factor-de-retencion-de-documento-inexistente",
        "TipoFactorDR de una retención no es una clave del catálogo",
        put(f"{_R}/@TipoFactorDR", "Tasas"),
        base="pago con retenciones",
    ),
    mutating(
        "CRP20252",
        "retencion-de-documento-exenta",
        "TipoFactorDR de una retención es Exento",
        put(f"{_R}/@TipoFactorDR", "Exento"),
        base="pago con retenciones",
    ),
    mutating(
        "CRP20253 CRP20254",
        "tasa-de-retencion-de-documento-inexistente",
        "TasaOCuotaDR de una retención no es del catálogo",
        put(f"{_R}{_WITHHELD}/@TasaOCuotaDR", "9.000000"),
        base="pago con retenciones",
    ),
    mutating(
        "CRP20254 CRP20265",
        "importe-de-retencion-de-documento-fuera-de-limites",
        "ImporteDR de una retención es mil más que base por tasa",
        put(f"{_R}/@ImporteDR", plus("1000")),
        base="pago con retenciones",
    ),
    mutating(
        "CFDI40999 CRP20255 CRP20268",
        "base-de-traslado-de-documento-cero",
        "BaseDR de un traslado a tasa cero es cero",
        put(f"{_T}[@TasaOCuotaDR=0 and @BaseDR >= 1]/@BaseDR", "0"),
        base="pago al 0",
    ),
    mutating(
        "CRP20256 CRP20268 CRP20274",
        "impuesto-de-traslado-de-documento-inexistente",
        "ImpuestoDR de un traslado no es una clave del catálogo",
        put(f"{_T}{_TAXED}{_NOT_07}/@ImpuestoDR", "004"),
        base="pago",
    ),
    mutating(
        "CRP20257 CRP20268 CRP20274",
        "factor-de-traslado-de-documento-inexistente",
        "TipoFactorDR de un traslado no es una clave del catálogo",
        put(f"{_T}{_TAXED}/@TipoFactorDR", "Tasas"),
        base="pago",
    ),
    mutating(
        "CRP20258",
        "traslado-exento-de-documento-con-importe",
        "Un traslado exento lleva ImporteDR",
        put(f"{_T}{_EXEMPT}/@ImporteDR", "0"),
        base="pago exento",
    ),
    mutating(
        "CRP20259",
        "traslado-de-documento-sin-importe",
        "Un traslado a tasa cero no lleva ImporteDR",
        drop(f"{_T}[@TasaOCuotaDR=0]/@ImporteDR"),
        base="pago al 0",
    ),
    mutating(
        "CRP20260 CRP20261 CRP20268 CRP20274",
        "tasa-de-traslado-de-documento-inexistente",
        "TasaOCuotaDR de un traslado no es del catálogo",
        put(f"{_T}{_TAXED}[@TipoFactorDR='Tasa']/@TasaOCuotaDR", "9.000000"),
        base="pago",
    ),
    mutating(
        "CRP20261 CRP20274",
        "importe-de-traslado-de-documento-fuera-de-limites",
        "ImporteDR de un traslado es mil más que base por tasa",
        put(f"{_T}/@ImporteDR", plus("1000")),
        base="pago",
    ),
    mutating(
        "CRP20202 CRP20262 CRP20265",
        "impuesto-retenido-en-el-pago-inexistente",
        "ImpuestoP de una retención no es una clave del catálogo",
        put(f"{_RP}{_ISR}{_IN_TOTALES}/@ImpuestoP", "004"),
        base="pago con retenciones",
    ),
    mutating(
        "CRP20202 CRP20263",
        "retencion-en-el-pago-repetida",
        "Una retención del pago está dos veces",
        repeat(f"{_RP}{_ISR}{_IN_TOTALES}"),
        base="pago con retenciones",
    ),
    mutating(
        "CRP20264",
        "retenciones-sin-total-en-totales",
        "Hay retenciones de ISR y falta TotalRetencionesISR",
        drop(f"{_TOTALES}/@TotalRetencionesISR"),
        base="pago con retenciones",
    ),
    mutating(
        "CRP20265",
        "importe-retenido-en-el-pago",
        "ImporteP de una retención es mil más que la suma, y Totales lo sigue",
        put(f"{_RP}{_ISR}{_IN_MXN}/@ImporteP", plus("1000")),
        put(f"{_TOTALES}/@TotalRetencionesISR", plus("1000")),
        base="pago con retenciones",
    ),
    mutating(
        "CRP20266",
        "traslado-exento-en-el-pago-con-importe",
        "Un traslado exento del pago lleva ImporteP",
        put(f"{_TP}[@TipoFactorP='Exento']/@ImporteP", "0"),
        base="pago exento",
    ),
    mutating(
        "CRP20267",
        "traslados-sin-base-en-totales",
        "Hay IVA al 16 y falta TotalTrasladosBaseIVA16",
        drop(f"{_TOTALES}/@TotalTrasladosBaseIVA16"),
        base="pago",
    ),
    mutating(
        "CRP20268",
        "base-en-el-pago",
        "BaseP de un traslado es mil más que la suma, y Totales lo sigue",
        put(f"{_TP}{_IVA_16}{_IN_MXN}/@BaseP", plus("1000")),
        put(f"{_TOTALES}/@TotalTrasladosBaseIVA16", plus("1000")),
        base="pago",
    ),
    mutating(
        "CRP20269",
        "base-exenta-en-el-pago",
        "BaseP del único traslado, exento, es mil más que la suma, y Totales lo sigue",
        put(f"{_TP}{_IN_MXN}/@BaseP", plus("1000")),
        put(f"{_TOTALES}/@TotalTrasladosBaseIVAExento", plus("1000")),
        base="pago exento",
        when=f"{_ONE_PAYMENT} and {_ONLY_EXEMPT}",
    ),
    mutating(
        "CRP20268 CRP20270 CRP20274",
        "impuesto-trasladado-en-el-pago-inexistente",
        "ImpuestoP de un traslado no es una clave del catálogo",
        put(f"{_TP}{_IEPS}[@BaseP >= 1 and @ImporteP >= 1]/@ImpuestoP", "004"),
        base="pago con IEPS",
    ),
    mutating(
        "CRP20271",
        "traslado-en-el-pago-repetido",
        "Un traslado de IEPS del pago está dos veces",
        repeat(f"{_TP}{_IEPS}"),
        base="pago con IEPS",
    ),
    mutating(
        "CRP20268 CRP20272 CRP20274",
        "tasa-en-el-pago-inexistente",
        "TasaOCuotaP de un traslado no es del catálogo",
        put(
            f"{_TP}{_IEPS}[@TipoFactorP='Tasa' and @BaseP >= 1 and @ImporteP >= 1]/@TasaOCuotaP",
            "9.000000",
        ),
        base="pago con IEPS",
    ),
    mutating(
        "CRP20273",
        "traslados-sin-impuesto-en-totales",
        "Hay IVA al 16 y falta TotalTrasladosImpuestoIVA16",
        drop(f"{_TOTALES}/@TotalTrasladosImpuestoIVA16"),
        base="pago",
    ),
    mutating(
        "CRP20274",
        "importe-en-el-pago",
        "ImporteP de un traslado es mil más que la suma, y Totales lo sigue",
        put(f"{_TP}{_IVA_16}{_IN_MXN}/@ImporteP", plus("1000")),
        put(f"{_TOTALES}/@TotalTrasladosImpuestoIVA16", plus("1000")),
        base="pago",
    ),
)
"""In order of code."""
