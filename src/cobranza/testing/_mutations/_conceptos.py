"""Mutations of Concepto, its Parte and its customs documents, without its taxes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cobranza.testing._mutations._edits import (
    add_complement,
    insert,
    more_than,
    one_more_decimal,
    put,
    times,
)
from cobranza.testing._mutations._mutation import Mutation, mutating
from cobranza.testing._mutations._people import FOREIGN_TRADE

if TYPE_CHECKING:
    from cobranza.cfdi._xml import XmlElement

__all__: list[str] = []

_CONCEPTO: Final = "cfdi:Conceptos/cfdi:Concepto"
_PARTE: Final = f"{_CONCEPTO}/cfdi:Parte"
_PEDIMENTO: Final = f"{_CONCEPTO}/cfdi:InformacionAduanera/@NumeroPedimento"
_PEDIMENTO_DE_PARTE: Final = f"{_PARTE}/cfdi:InformacionAduanera/@NumeroPedimento"
_WITHOUT_TAXES: Final = f"{_CONCEPTO}[not(cfdi:Impuestos)]"
_PRODUCT: Final = "[@Importe >= 1 and @Importe <= 2 * @Cantidad * @ValorUnitario]"
_NOT_P: Final = "@TipoDeComprobante!='P'"
_PRICED: Final = "contains('IEN', @TipoDeComprobante)"
_FROM_2025: Final = "substring(@Fecha, 1, 4) > 2024"
_NOT_ABROAD: Final = "cfdi:Receptor/@Rfc!='XEXX010101000'"


def _decimals(attribute: str) -> str:
    return f"string-length(substring-after(@{attribute}, '.'))"


def _of_no_customs_house(pedimento: str, _: XmlElement) -> str:
    return f"{pedimento[:4]}99{pedimento[6:]}"


MUTATIONS: Final[tuple[Mutation, ...]] = (
    mutating(
        "CFDI40162",
        "producto-inexistente",
        "ClaveProdServ no es una clave del catálogo",
        put(f"{_CONCEPTO}/@ClaveProdServ", "99999999"),
        base="ingreso",
        when=_NOT_P,
    ),
    mutating(
        "CFDI40165",
        "unidad-inexistente",
        "ClaveUnidad no es una clave del catálogo",
        put(f"{_CONCEPTO}/@ClaveUnidad", "PZA"),
        base="ingreso",
        when=_NOT_P,
    ),
    mutating(
        "CFDI40166 CFDI40167",
        "valor-unitario-cero",
        "ValorUnitario es cero",
        put(f"{_CONCEPTO}[@Importe > @Cantidad + 1]/@ValorUnitario", "0.00"),
        base="ingreso",
        when=_PRICED,
    ),
    mutating(
        "CFDI40167",
        "importe-fuera-de-limites",
        "ValorUnitario es mil veces el que da el importe",
        put(f"{_CONCEPTO}{_PRODUCT}/@ValorUnitario", times(1000)),
        base="ingreso",
        when=_PRICED,
    ),
    mutating(
        "CFDI40168",
        "descuento-de-concepto-con-decimales-de-mas",
        "Descuento de un concepto tiene más decimales que su importe",
        put(
            f"{_CONCEPTO}[@Descuento and {_decimals('Importe')} < 6]"
            f"[{_decimals('Descuento')} = {_decimals('Importe')}]/@Descuento",
            one_more_decimal,
        ),
        base="con descuento",
    ),
    mutating(
        "CFDI40111 CFDI40169",
        "descuento-mayor-que-el-importe",
        "Descuento de un concepto es más que su importe",
        put(f"{_CONCEPTO}[@Importe - @Descuento >= 1]/@Descuento", more_than("@Importe")),
        base="con descuento",
    ),
    mutating(
        "CFDI40170",
        "objeto-de-impuesto-inexistente",
        "ObjetoImp no es una clave del catálogo",
        put(f"{_CONCEPTO}/@ObjetoImp", "09"),
        base="ingreso",
        when=_NOT_P,
    ),
    mutating(
        "CFDI40171",
        "objeto-de-impuesto-sin-impuestos",
        "ObjetoImp es 02 y el concepto no tiene impuestos",
        put(f"{_WITHOUT_TAXES}/@ObjetoImp", "02"),
        base="sin desglose",
        when=_NOT_P,
    ),
    mutating(
        "CFDI40172",
        "no-objeto-con-impuestos",
        "ObjetoImp es 01 y el concepto tiene impuestos",
        put(f"{_CONCEPTO}[cfdi:Impuestos]/@ObjetoImp", "01"),
        base="ingreso",
    ),
    mutating(
        "CFDI40173",
        "impuestos-de-concepto-vacios",
        "El nodo Impuestos de un concepto está vacío",
        put(f"{_WITHOUT_TAXES}/@ObjetoImp", "02"),
        insert(_WITHOUT_TAXES, "<cfdi:Impuestos/>", at=0),
        base="sin desglose",
        when=_NOT_P,
    ),
    mutating(
        "CFDI40194",
        "pedimento-de-otra-aduana",
        "La aduana de un pedimento no existe",
        put(_PEDIMENTO, _of_no_customs_house),
        base="importación",
    ),
    mutating(
        "CFDI40194 CFDI40999",
        "pedimento-con-un-blanco-menos",
        "Un pedimento no lleva dos blancos entre sus partes",
        put(_PEDIMENTO, "26 48 3009 6000123"),
        base="importación",
    ),
    mutating(
        "CFDI40195",
        "pedimento-con-comercio-exterior",
        "Un concepto lleva pedimento con el complemento de comercio exterior",
        add_complement(FOREIGN_TRADE),
        base="importación",
        when=f"{_NOT_ABROAD} and {_PEDIMENTO} and not({_PEDIMENTO_DE_PARTE})",
    ),
    mutating(
        "CFDI40196",
        "producto-de-parte-inexistente",
        "ClaveProdServ de una parte no es una clave del catálogo",
        put(f"{_PARTE}/@ClaveProdServ", "99999999"),
        base="con partes",
    ),
    mutating(
        "CFDI40197",
        "valor-unitario-de-parte-cero",
        "ValorUnitario de una parte es cero",
        put(f"{_PARTE}[@ValorUnitario and not(@Importe)]/@ValorUnitario", "0.00"),
        base="con partes",
    ),
    mutating(
        "CFDI40198",
        "importe-de-parte-fuera-de-limites",
        "ValorUnitario de una parte es mil veces el que da el importe",
        put(f"{_PARTE}{_PRODUCT}/@ValorUnitario", times(1000)),
        base="con partes e importes",
    ),
    mutating(
        "CFDI40199",
        "pedimento-de-parte-de-otra-aduana",
        "La aduana del pedimento de una parte no existe",
        put(_PEDIMENTO_DE_PARTE, _of_no_customs_house),
        base="con partes",
    ),
    mutating(
        "CFDI40200",
        "pedimento-de-parte-con-comercio-exterior",
        "Una parte lleva pedimento con el complemento de comercio exterior",
        add_complement(FOREIGN_TRADE),
        base="con partes",
        when=f"{_NOT_ABROAD} and {_PEDIMENTO_DE_PARTE} and not({_PEDIMENTO})",
    ),
    mutating(
        "CFDI140226",
        "sin-traslado-con-iva",
        "ObjetoImp es 06 y el concepto traslada IVA",
        put(f"{_CONCEPTO}[cfdi:Impuestos//@Impuesto!='001']/@ObjetoImp", "06"),
        base="ingreso",
        when=_FROM_2025,
    ),
    mutating(
        "CFDI140227",
        "desglose-de-ieps-con-iva",
        "ObjetoImp es 07 y el concepto traslada IVA",
        put(f"{_CONCEPTO}[cfdi:Impuestos//@Impuesto='002']/@ObjetoImp", "07"),
        base="ingreso",
        when=_FROM_2025,
    ),
)
"""In order of code."""
