"""Mutations of the taxes of conceptos and of the document, which sums them up."""

from __future__ import annotations

from typing import Final

from cobranza.testing._mutations._edits import (
    drop,
    insert_after,
    more,
    padded,
    plus,
    put,
    repeat,
)
from cobranza.testing._mutations._mutation import Mutation, mutating

__all__: list[str] = []

_TAXES: Final = "cfdi:Conceptos/cfdi:Concepto/cfdi:Impuestos"
_T: Final = f"{_TAXES}/cfdi:Traslados/cfdi:Traslado"
_R: Final = f"{_TAXES}/cfdi:Retenciones/cfdi:Retencion"
_SUMMARY: Final = "cfdi:Impuestos"
_ST: Final = f"{_SUMMARY}/cfdi:Traslados/cfdi:Traslado"
_SR: Final = f"{_SUMMARY}/cfdi:Retenciones/cfdi:Retencion"
_TRANSFERRED: Final = f"{_SUMMARY}/@TotalImpuestosTrasladados"
_WITHHELD: Final = f"{_SUMMARY}/@TotalImpuestosRetenidos"
_EXEMPT: Final = "[@TipoFactor='Exento']"
_TAXED: Final = "[@TipoFactor!='Exento']"
_ONE_TAX: Final = f"count({_T})=1"
_ONLY_EXEMPT: Final = f"{_T} and not({_T}{_TAXED})"

MUTATIONS: Final[tuple[Mutation, ...]] = (
    mutating(
        "CFDI40174 CFDI40215 CFDI40999",
        "base-de-traslado-cero",
        "Base de un traslado de concepto es cero",
        put(f"{_T}[@TasaOCuota=0 and @Base >= 1]/@Base", "0"),
        base="a tasa cero",
    ),
    mutating(
        "CFDI40175",
        "impuesto-exento-inexistente",
        "Impuesto de un traslado exento de concepto no es una clave del catálogo",
        put(f"{_T}{_EXEMPT}/@Impuesto", "004"),
        base="exento",
        when=_ONE_TAX,
    ),
    mutating(
        "CFDI40175 CFDI40215",
        "impuesto-de-traslado-inexistente",
        "Impuesto de un traslado de concepto no es una clave del catálogo",
        put(f"{_T}{_TAXED}[@Base >= 1]/@Impuesto", "004"),
        base="ingreso",
        when=f"{_ONE_TAX} and not({_TAXES}[../@ObjetoImp='07'])",
    ),
    mutating(
        "CFDI40176 CFDI40215",
        "factor-de-traslado-inexistente",
        "TipoFactor de un traslado de concepto no es una clave del catálogo",
        put(f"{_T}[@TipoFactor='Tasa' and @Base >= 1]/@TipoFactor", "Tasas"),
        base="ingreso",
        when=_ONE_TAX,
    ),
    mutating(
        "CFDI40177",
        "exento-con-tasa",
        "Un traslado exento de concepto lleva TasaOCuota",
        put(f"{_T}{_EXEMPT}/@TasaOCuota", "0.000000"),
        base="exento",
    ),
    mutating(
        "CFDI40178",
        "tasa-sin-importe",
        "Un traslado de concepto a una tasa no lleva Importe",
        drop(f"{_T}[@TipoFactor='Tasa' and @Importe=0]/@Importe"),
        base="a tasa cero",
    ),
    mutating(
        "CFDI40179 CFDI40219",
        "tasa-inexistente",
        "La tasa de un traslado no es del catálogo, ni en el concepto ni en el resumen",
        put(
            f"{_T}[@Impuesto='002' and @TasaOCuota=0 and @Base <= 1000]"
            "[string-length(substring-after(@Importe, '.')) < 4]/@TasaOCuota",
            "0.000001",
        ),
        put(f"{_ST}/@TasaOCuota", "0.000001"),
        base="a tasa cero",
        when=_ONE_TAX,
    ),
    mutating(
        "CFDI40180 CFDI40221",
        "importe-de-traslado-fuera-de-limites",
        "Importe de un traslado de concepto es mil más que base por tasa",
        put(f"{_T}/@Importe", plus("1000")),
        base="ingreso",
    ),
    mutating(
        "CFDI40181 CFDI40186 CFDI40999",
        "base-de-retencion-cero",
        "Base de una retención de concepto es cero",
        put(f"{_R}[@Importe >= 1]/@Base", "0.00"),
        base="honorarios",
    ),
    mutating(
        "CFDI40182 CFDI40211",
        "impuesto-retenido-de-concepto-inexistente",
        "Impuesto de una retención de concepto no es una clave del catálogo",
        put(f"{_R}[@Importe >= 1]/@Impuesto", "004"),
        base="honorarios",
    ),
    mutating(
        "CFDI40183",
        "factor-de-retencion-inexistente",
        "TipoFactor de una retención de concepto no es una clave del catálogo",
        put(f"{_R}/@TipoFactor", "Tasas"),
        base="honorarios",
    ),
    mutating(
        "CFDI40184",
        "retencion-exenta",
        "TipoFactor de una retención de concepto es Exento",
        put(f"{_R}/@TipoFactor", "Exento"),
        base="honorarios",
    ),
    mutating(
        "CFDI40185 CFDI40186",
        "tasa-de-retencion-inexistente",
        "La tasa de una retención de concepto no es del catálogo",
        put(f"{_R}[@Importe >= 1]/@TasaOCuota", "9.000000"),
        base="honorarios",
    ),
    mutating(
        "CFDI40186 CFDI40211",
        "importe-de-retencion-fuera-de-limites",
        "Importe de una retención de concepto es mil más que base por tasa",
        put(f"{_R}/@Importe", plus("1000")),
        base="honorarios",
    ),
    mutating(
        "CFDI40201",
        "traslado-con-impuestos",
        "Un traslado o una nómina llevan el nodo Impuestos",
        insert_after("cfdi:Conceptos", "<cfdi:Impuestos/>"),
        base="traslado",
        when="contains('TN', @TipoDeComprobante)",
    ),
    mutating(
        "CFDI40202",
        "total-retenido-con-decimales-de-mas",
        "TotalImpuestosRetenidos tiene más decimales que la moneda",
        put(_WITHHELD, padded(6)),
        base="honorarios",
    ),
    mutating(
        "CFDI40203",
        "total-retenido-un-centavo-mas",
        "TotalImpuestosRetenidos es un centavo más que la suma, y Total lo sigue",
        put(_WITHHELD, more()),
        put("@Total", more(-1)),
        base="honorarios",
        when="@Total >= 1",
    ),
    mutating(
        "CFDI40204",
        "total-trasladado-con-decimales-de-mas",
        "TotalImpuestosTrasladados tiene más decimales que la moneda",
        put(_TRANSFERRED, padded(6)),
        base="ingreso",
    ),
    mutating(
        "CFDI40205",
        "total-trasladado-un-centavo-mas",
        "TotalImpuestosTrasladados es un centavo más que la suma, y Total lo sigue",
        put(_TRANSFERRED, more()),
        put("@Total", more()),
        base="ingreso",
    ),
    mutating(
        "CFDI40119 CFDI40206 CFDI40209",
        "retenciones-sin-total",
        "Hay retenciones y falta TotalImpuestosRetenidos",
        drop(f"{_SUMMARY}[@TotalImpuestosRetenidos > 0]/@TotalImpuestosRetenidos"),
        base="honorarios",
    ),
    mutating(
        "CFDI40207 CFDI40211",
        "impuesto-retenido-inexistente",
        "Impuesto de una retención del resumen no es una clave del catálogo",
        put(f"{_SR}[@Importe > 0]/@Impuesto", "004"),
        base="honorarios",
    ),
    mutating(
        "CFDI40203 CFDI40208",
        "retencion-repetida",
        "Una retención del resumen está dos veces",
        repeat(f"{_SR}[@Importe > 0]"),
        base="honorarios",
    ),
    mutating(
        "CFDI40210",
        "importe-retenido-con-decimales-de-mas",
        "Importe de una retención del resumen tiene más decimales que la moneda",
        put(f"{_SR}/@Importe", padded(6)),
        base="honorarios",
    ),
    mutating(
        "CFDI40211",
        "importe-retenido-un-centavo-mas",
        "Importe de una retención es un centavo más que la suma, y los totales lo siguen",
        put(f"{_SR}/@Importe", more()),
        put(_WITHHELD, more()),
        put("@Total", more(-1)),
        base="honorarios",
        when="@Total >= 1",
    ),
    mutating(
        "CFDI40212",
        "tasa-cero-sin-total-trasladado",
        "Hay traslados a tasa cero y falta TotalImpuestosTrasladados",
        drop(f"{_SUMMARY}[@TotalImpuestosTrasladados = 0]/@TotalImpuestosTrasladados"),
        base="a tasa cero",
    ),
    mutating(
        "CFDI40119 CFDI40212",
        "traslados-sin-total",
        "Hay traslados y falta TotalImpuestosTrasladados",
        drop(f"{_SUMMARY}[@TotalImpuestosTrasladados > 0]/@TotalImpuestosTrasladados"),
        base="ingreso",
    ),
    mutating(
        "CFDI40213",
        "resumen-exento-con-importe",
        "Un traslado exento del resumen lleva Importe",
        put(f"{_ST}{_EXEMPT}/@Importe", "0"),
        base="exento",
    ),
    mutating(
        "CFDI40214",
        "base-trasladada-con-decimales-de-mas",
        "Base de un traslado del resumen tiene más decimales que la moneda",
        put(f"{_ST}/@Base", padded(6)),
        base="ingreso",
    ),
    mutating(
        "CFDI40215",
        "base-trasladada-un-centavo-mas",
        "Base de un traslado del resumen es un centavo más que la suma",
        put(f"{_ST}/@Base", more()),
        base="ingreso",
        when=f"{_T}{_TAXED}",
    ),
    mutating(
        "CFDI40216",
        "base-exenta-un-centavo-mas",
        "Base del único traslado, exento, es un centavo más que la suma",
        put(f"{_ST}/@Base", more()),
        base="exento",
        when=_ONLY_EXEMPT,
    ),
    mutating(
        "CFDI40217",
        "impuesto-exento-del-resumen-inexistente",
        "Impuesto del único traslado del resumen, exento, no es una clave del catálogo",
        put(f"{_ST}/@Impuesto", "004"),
        base="exento",
        when=_ONLY_EXEMPT,
    ),
    mutating(
        "CFDI40215 CFDI40217",
        "impuesto-trasladado-inexistente",
        "Impuesto de un traslado del resumen no es una clave del catálogo",
        put(f"{_ST}{_TAXED}[@Base > 0]/@Impuesto", "004"),
        base="ingreso",
    ),
    mutating(
        "CFDI40218",
        "traslado-exento-repetido",
        "Un traslado exento del resumen está dos veces",
        repeat(f"{_ST}{_EXEMPT}"),
        base="exento",
    ),
    mutating(
        "CFDI40205 CFDI40218",
        "traslado-repetido",
        "Un traslado del resumen está dos veces",
        repeat(f"{_ST}[@Importe > 0]"),
        base="ingreso",
    ),
    mutating(
        "CFDI40215 CFDI40219",
        "tasa-trasladada-inexistente",
        "La tasa de un traslado del resumen no es del catálogo",
        put(f"{_ST}[@Impuesto='002' and @TipoFactor='Tasa' and @Base > 0]/@TasaOCuota", "0.150000"),
        base="ingreso",
    ),
    mutating(
        "CFDI40220",
        "importe-trasladado-con-decimales-de-mas",
        "Importe de un traslado del resumen tiene más decimales que la moneda",
        put(f"{_ST}/@Importe", padded(6)),
        base="ingreso",
    ),
    mutating(
        "CFDI40221",
        "importe-trasladado-un-centavo-mas",
        "Importe de un traslado es un centavo más que la suma, y los totales lo siguen",
        put(f"{_ST}/@Importe", more()),
        put(_TRANSFERRED, more()),
        put("@Total", more()),
        base="ingreso",
    ),
)
"""In order of code."""
