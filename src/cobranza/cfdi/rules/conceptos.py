"""Rules of the node Concepto, its InformacionAduanera and its Parte, without its taxes.

CFDI40162 to CFDI40173, CFDI40194 to CFDI40200, CFDI140226 and CFDI140227.
"""

from __future__ import annotations

import functools
import re
from datetime import date
from typing import TYPE_CHECKING, Final

from cobranza.cfdi import catalogs
from cobranza.cfdi.rules._amounts import is_plain_product, product_limits, unit
from cobranza.cfdi.rules._case import places, written
from cobranza.cfdi.rules._checks import in_catalog, within_limits
from cobranza.cfdi.rules._rule import not_judged, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cobranza.cfdi.comprobante import Concepto, ImpuestosConcepto, Parte
    from cobranza.cfdi.report import Finding
    from cobranza.cfdi.rules._case import Case

__all__: list[str] = []

IVA: Final = "002"
IEPS: Final = "003"

_CON_PRECIO: Final = frozenset("IEN")
_SIN_DESGLOSE: Final = frozenset({"01", "03", "04", "05"})
_SIN_IVA_NI_IEPS: Final = frozenset({"06", "08"})
_OBJETO_06_A_08: Final = date(2024, 12, 13)

_PEDIMENTO: Final = re.compile(r"([0-9]{2})  ([0-9]{2})  [0-9]{4}  [0-9]{7}")
_PEDIMENTO_YEARS: Final = 10
"""How many years back the year of a pedimento may lie."""


@rule("CFDI40162")
def clave_prod_serv_en_catalogo(case: Case) -> Iterator[Finding]:
    """«ClaveProdServ» de cada concepto es una clave de c_ClaveProdServ.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; c_ClaveProdServ, whose rows have no validity
    dates here: a key that SAT has withdrawn since, or added later than Fecha, passes.
    Applies to: todos los comprobantes, Concepto
    Fails: <cfdi:Concepto ClaveProdServ="99999999"/>
    Passes: <cfdi:Concepto ClaveProdServ="43211503"/>
    """
    keys = catalogs.get("c_ClaveProdServ").keys_in_force(case.day)
    for path, concepto in case.conceptos:
        clave = concepto.clave_prod_serv
        if clave not in keys:
            place = f"{path}/@ClaveProdServ"
            yield from in_catalog(case, "CFDI40162", place, clave, catalog="c_ClaveProdServ")


CFDI40163 = not_judged(
    "CFDI40163",
    "El comprobante incluye el complemento que c_ClaveProdServ pide para la clave de un concepto.",
    needs="la columna «Complemento que debe incluir» de c_ClaveProdServ",
    source="Matriz de errores CFDI 4.0, 25-mar-2026",
    applies_to="todos los comprobantes, Concepto",
)

CFDI40164 = not_judged(
    "CFDI40164",
    "El concepto traslada el IVA y el IEPS que c_ClaveProdServ pide para su clave.",
    needs="las columnas «Incluir IVA trasladado» e «Incluir IEPS trasladado» de c_ClaveProdServ",
    source="Matriz de errores CFDI 4.0, 25-mar-2026",
    applies_to="todos los comprobantes, Concepto",
)


@rule("CFDI40165")
def clave_unidad_en_catalogo(case: Case) -> Iterator[Finding]:
    """«ClaveUnidad» de cada concepto es una clave de c_ClaveUnidad vigente a la Fecha.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; c_ClaveUnidad
    Applies to: todos los comprobantes, Concepto
    Fails: <cfdi:Concepto ClaveUnidad="PZA"/>
    Passes: <cfdi:Concepto ClaveUnidad="H87"/>
    """
    keys = catalogs.get("c_ClaveUnidad").keys_in_force(case.day)
    for path, concepto in case.conceptos:
        clave = concepto.clave_unidad
        if clave not in keys:
            place = f"{path}/@ClaveUnidad"
            yield from in_catalog(case, "CFDI40165", place, clave, catalog="c_ClaveUnidad")


@rule("CFDI40166")
def valor_unitario_mayor_que_cero(case: Case) -> Iterator[Finding]:
    """«ValorUnitario» de cada concepto es mayor que cero en los comprobantes de tipo I, E y N.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; guía de llenado rev. 16-ene-2026, p. 23
    Applies to: I, E, N, Concepto
    Fails: <cfdi:Concepto Cantidad="1" ValorUnitario="0.00" Importe="0.00"/>
    Passes: <cfdi:Concepto Cantidad="1" ValorUnitario="0.01" Importe="0.01"/>
    """
    if case.tipo not in _CON_PRECIO:
        return
    for path, concepto in case.conceptos:
        valor = concepto.valor_unitario
        if valor <= 0:
            yield case.finding(
                "CFDI40166",
                f"{path}/@ValorUnitario",
                value=valor,
                expected="mayor que 0",
                message=(
                    f"«ValorUnitario» es {written(valor)}; debe ser mayor que 0 en un comprobante "
                    f"de tipo {case.tipo}"
                ),
            )


@rule("CFDI40167")
def importe_dentro_de_limites(case: Case) -> Iterator[Finding]:
    """«Importe» de cada concepto está dentro de los límites de Cantidad x ValorUnitario.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; estándar técnico de Anexo 20, p. 76; guía de
    llenado rev. 16-ene-2026, p. 24 and 91. The limits have the decimals of the currency in the
    standard, those printed in Importe in other readings: outside under both is an error, under one
    a warning. Importe with fewer decimals than the currency has the wider limits when read by its
    own ("100" for 100.00), so it is held to the currency's by a warning only.
    Applies to: todos los comprobantes, Concepto
    Fails: <cfdi:Concepto Cantidad="1.00" ValorUnitario="100.00" Importe="100.52"/>
    Passes: <cfdi:Concepto Cantidad="1.00" ValorUnitario="100.00" Importe="100.51"/>
    """
    if case.decimals is None:
        return
    cent = unit(case.decimals)
    for path, each in case.conceptos:
        if not is_plain_product(each.importe, each.cantidad, each.valor_unitario, cent):
            limits = functools.partial(product_limits, each.cantidad, each.valor_unitario)
            yield from within_limits(
                case, "CFDI40167", f"{path}/@Importe", each.importe, limits, of=_product(each)
            )


@rule("CFDI40168")
def descuento_sin_mas_decimales_que_importe(case: Case) -> Iterator[Finding]:
    """«Descuento» de un concepto no tiene más decimales que su «Importe».

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; guía de llenado rev. 16-ene-2026, p. 24.
    Decimals are counted as printed, trailing zeros included.
    Applies to: todos los comprobantes, Concepto
    Fails: <cfdi:Concepto Importe="100.00" Descuento="10.005"/>
    Passes: <cfdi:Concepto Importe="100.000" Descuento="10.005"/>
    """
    for path, concepto in case.conceptos:
        descuento = concepto.descuento
        if descuento is None or descuento.same_quantum(concepto.importe):
            continue
        most, found = places(concepto.importe), places(descuento)
        if found > most:
            yield case.finding(
                "CFDI40168",
                f"{path}/@Descuento",
                value=descuento,
                expected=f"{most} decimales o menos",
                message=(
                    f"«Descuento» es {written(descuento)}, con {found} decimales; «Importe» del "
                    f"concepto es {written(concepto.importe)}, con {most}"
                ),
            )


@rule("CFDI40169")
def descuento_no_mayor_que_importe(case: Case) -> Iterator[Finding]:
    """«Descuento» de un concepto no es mayor que su «Importe».

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; guía de llenado rev. 16-ene-2026, p. 24
    Applies to: todos los comprobantes, Concepto
    Fails: <cfdi:Concepto Importe="100.00" Descuento="100.01"/>
    Passes: <cfdi:Concepto Importe="100.00" Descuento="100.00"/>
    """
    for path, concepto in case.conceptos:
        descuento = concepto.descuento
        if descuento is not None and descuento > concepto.importe:
            yield case.finding(
                "CFDI40169",
                f"{path}/@Descuento",
                value=descuento,
                expected=f"{written(concepto.importe)} o menos",
                message=(
                    f"«Descuento» es {written(descuento)}; no puede ser mayor que «Importe» del "
                    f"concepto, que es {written(concepto.importe)}"
                ),
            )


@rule("CFDI40170")
def objeto_imp_en_catalogo(case: Case) -> Iterator[Finding]:
    """«ObjetoImp» de cada concepto es una clave de c_ObjetoImp vigente a la Fecha.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; c_ObjetoImp: 04 since 2022-10-07, 05 since
    2023-12-06, 06 to 08 since 2024-12-13
    Applies to: todos los comprobantes, Concepto
    Fails: <cfdi:Concepto ObjetoImp="09"/>
    Passes: <cfdi:Concepto ObjetoImp="02"/>
    """
    keys = catalogs.get("c_ObjetoImp").keys_in_force(case.day)
    for path, concepto in case.conceptos:
        clave = concepto.objeto_imp
        if clave not in keys:
            place = f"{path}/@ObjetoImp"
            yield from in_catalog(case, "CFDI40170", place, clave, catalog="c_ObjetoImp")


@rule("CFDI40171")
def objeto_de_impuesto_con_desglose(case: Case) -> Iterator[Finding]:
    """El nodo Impuestos del concepto existe cuando «ObjetoImp» es 02.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; guía de llenado rev. 16-ene-2026, p. 25
    Applies to: todos los comprobantes, Concepto
    Fails: <cfdi:Concepto ObjetoImp="02"/>
    Passes: <cfdi:Concepto ObjetoImp="02"><cfdi:Impuestos>...</cfdi:Impuestos></cfdi:Concepto>
    """
    for path, concepto in case.conceptos:
        if concepto.objeto_imp == "02" and concepto.impuestos is None:
            yield case.finding(
                "CFDI40171",
                f"{path}/@ObjetoImp",
                value="02",
                expected="el nodo Impuestos del concepto",
                message="«ObjetoImp» es 02, sí objeto de impuesto; el concepto no tiene Impuestos",
            )


@rule("CFDI40172")
def sin_desglose_no_hay_impuestos(case: Case) -> Iterator[Finding]:
    """El nodo Impuestos del concepto no existe cuando «ObjetoImp» es 01, 03, 04 o 05.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; guía de llenado rev. 16-ene-2026, p. 25
    Applies to: todos los comprobantes, Concepto
    Fails: <cfdi:Concepto ObjetoImp="01"><cfdi:Impuestos>...</cfdi:Impuestos></cfdi:Concepto>
    Passes: <cfdi:Concepto ObjetoImp="01"/>
    """
    for path, concepto in case.conceptos:
        if concepto.impuestos is not None and concepto.objeto_imp in _SIN_DESGLOSE:
            yield case.finding(
                "CFDI40172",
                f"{path}/@ObjetoImp",
                value=concepto.objeto_imp,
                expected="una clave que admita Impuestos, o un concepto sin Impuestos",
                message=(
                    f"«ObjetoImp» es {concepto.objeto_imp}; con 01, 03, 04 y 05 el concepto no "
                    "debe tener Impuestos"
                ),
            )


@rule("CFDI40173")
def impuestos_del_concepto_no_vacio(case: Case) -> Iterator[Finding]:
    """El nodo Impuestos de un concepto tiene al menos un Traslado o una Retencion.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; guía de llenado rev. 16-ene-2026, p. 25
    Applies to: todos los comprobantes, Concepto/Impuestos
    Fails: <cfdi:Concepto><cfdi:Impuestos/></cfdi:Concepto>
    Passes: <cfdi:Impuestos><cfdi:Traslados><cfdi:Traslado/></cfdi:Traslados></cfdi:Impuestos>
    """
    for path, concepto in case.conceptos:
        impuestos = concepto.impuestos
        if impuestos is not None and not impuestos.traslados and not impuestos.retenciones:
            yield case.finding(
                "CFDI40173",
                f"{path}/cfdi:Impuestos",
                value=None,
                expected="al menos un Traslado o una Retencion",
                message="El nodo Impuestos del concepto no tiene ningún Traslado ni Retencion",
            )


@rule("CFDI40194")
def pedimento_valido(case: Case) -> Iterator[Finding]:
    """«NumeroPedimento» del concepto tiene la forma, el año y la aduana de un pedimento.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; guía de llenado rev. 16-ene-2026, p. 31;
    cfdv40.xsd. The form is checked, the year (that of Fecha or one of the ten before) and the
    aduana (c_Aduana). Not evaluated, for want of c_PatenteAduanal and c_NumPedimentoAduana: that
    the patente exists and that the number is in its range.
    Applies to: todos los comprobantes, Concepto/InformacionAduanera
    Fails: <cfdi:InformacionAduanera NumeroPedimento="26  99  3009  6000123"/>
    Passes: <cfdi:InformacionAduanera NumeroPedimento="26  48  3009  6000123"/>
    """
    for path, concepto in case.conceptos:
        if concepto.informacion_aduanera:
            yield from _pedimentos_validos(case, "CFDI40194", path, concepto)


@rule("CFDI40195")
def sin_pedimento_en_comercio_exterior(case: Case) -> Iterator[Finding]:
    """«NumeroPedimento» del concepto no existe con el complemento de comercio exterior.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; guía de llenado rev. 16-ene-2026, p. 31
    Applies to: todos los comprobantes, Concepto/InformacionAduanera
    Fails: <cfdi:InformacionAduanera NumeroPedimento="..."/> con <cce20:ComercioExterior/>
    Passes: <cfdi:InformacionAduanera NumeroPedimento="..."/> sin complemento de comercio exterior
    """
    for path, concepto in case.conceptos:
        if concepto.informacion_aduanera:
            yield from _sin_pedimentos(case, "CFDI40195", path, concepto)


@rule("CFDI40196")
def clave_prod_serv_de_parte_en_catalogo(case: Case) -> Iterator[Finding]:
    """«ClaveProdServ» de cada Parte es una clave de c_ClaveProdServ.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; c_ClaveProdServ, without validity dates here
    Applies to: todos los comprobantes, Concepto/Parte
    Fails: <cfdi:Parte ClaveProdServ="99999999"/>
    Passes: <cfdi:Parte ClaveProdServ="43211503"/>
    """
    for path, parte in case.partes:
        place = f"{path}/@ClaveProdServ"
        yield from in_catalog(
            case, "CFDI40196", place, parte.clave_prod_serv, catalog="c_ClaveProdServ"
        )


@rule("CFDI40197")
def valor_unitario_de_parte_mayor_que_cero(case: Case) -> Iterator[Finding]:
    """«ValorUnitario» de una Parte, si existe, es mayor que cero.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; guía de llenado rev. 16-ene-2026, p. 34
    Applies to: todos los comprobantes, Concepto/Parte
    Fails: <cfdi:Parte ValorUnitario="0.00"/>
    Passes: <cfdi:Parte ValorUnitario="0.01"/>
    """
    for path, parte in case.partes:
        valor = parte.valor_unitario
        if valor is not None and valor <= 0:
            yield case.finding(
                "CFDI40197",
                f"{path}/@ValorUnitario",
                value=valor,
                expected="mayor que 0",
                message=f"«ValorUnitario» de la Parte es {written(valor)}; debe ser mayor que 0",
            )


@rule("CFDI40198")
def importe_de_parte_dentro_de_limites(case: Case) -> Iterator[Finding]:
    """«Importe» de una Parte está dentro de los límites de Cantidad x ValorUnitario.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; guía de llenado rev. 16-ene-2026, p. 34. The
    decimals of the limits are as disputed as those of CFDI40167 and treated alike. Without
    ValorUnitario there is nothing to compare with.
    Applies to: todos los comprobantes, Concepto/Parte
    Fails: <cfdi:Parte Cantidad="1.00" ValorUnitario="100.00" Importe="100.52"/>
    Passes: <cfdi:Parte Cantidad="1.00" ValorUnitario="100.00" Importe="100.51"/>
    """
    for path, each in case.partes:
        if each.importe is not None and each.valor_unitario is not None:
            limits = functools.partial(product_limits, each.cantidad, each.valor_unitario)
            yield from within_limits(
                case, "CFDI40198", f"{path}/@Importe", each.importe, limits, of=_product(each)
            )


@rule("CFDI40199")
def pedimento_de_parte_valido(case: Case) -> Iterator[Finding]:
    """«NumeroPedimento» de una Parte tiene la forma, el año y la aduana de un pedimento.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; cfdv40.xsd. As in CFDI40194, the patente and
    the range of the number are not evaluated.
    Applies to: todos los comprobantes, Parte/InformacionAduanera
    Fails: <cfdi:InformacionAduanera NumeroPedimento="26  99  3009  6000123"/>
    Passes: <cfdi:InformacionAduanera NumeroPedimento="26  48  3009  6000123"/>
    """
    for path, parte in case.partes:
        yield from _pedimentos_validos(case, "CFDI40199", path, parte)


@rule("CFDI40200")
def sin_pedimento_de_parte_en_comercio_exterior(case: Case) -> Iterator[Finding]:
    """«NumeroPedimento» de una Parte no existe con el complemento de comercio exterior.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026
    Applies to: todos los comprobantes, Parte/InformacionAduanera
    Fails: <cfdi:InformacionAduanera NumeroPedimento="..."/> con <cce20:ComercioExterior/>
    Passes: <cfdi:InformacionAduanera NumeroPedimento="..."/> sin complemento de comercio exterior
    """
    for path, parte in case.partes:
        yield from _sin_pedimentos(case, "CFDI40200", path, parte)


@rule("CFDI140226", since=_OBJETO_06_A_08)
def sin_traslado_de_iva_no_hay_iva_ni_ieps(case: Case) -> Iterator[Finding]:
    """Con «ObjetoImp» 06 u 08 el concepto no traslada ni retiene IVA ni IEPS.

    Source: c_ObjetoImp, in force since 2024-12-13, with the validation that SAT published with it,
    known from third parties. A Retencion of ISR (001) is allowed and Impuestos is optional.
    Applies to: todos los comprobantes, Concepto
    Fails: <cfdi:Concepto ObjetoImp="06">...<cfdi:Traslado Impuesto="002"/>...</cfdi:Concepto>
    Passes: <cfdi:Concepto ObjetoImp="06"/>
    """
    for path, concepto in case.conceptos:
        impuestos = concepto.impuestos
        if impuestos is None or concepto.objeto_imp not in _SIN_IVA_NI_IEPS:
            continue
        found = sorted(_taxes(impuestos) & {IVA, IEPS})
        if found:
            yield case.finding(
                "CFDI140226",
                f"{path}/@ObjetoImp",
                value=concepto.objeto_imp,
                expected="un concepto sin traslados ni retenciones de 002 y 003",
                message=(
                    f"«ObjetoImp» es {concepto.objeto_imp}; el concepto no debe trasladar ni "
                    f"retener IVA (002) ni IEPS (003), y tiene {' y '.join(found)}"
                ),
            )


@rule("CFDI140227", since=_OBJETO_06_A_08)
def desglose_de_ieps_sin_iva(case: Case) -> Iterator[Finding]:
    """Con «ObjetoImp» 07 el concepto traslada IEPS y ni traslada ni retiene IVA.

    Source: c_ObjetoImp, in force since 2024-12-13, with the validation that SAT published with it,
    known from third parties. A Retencion of ISR (001) or IEPS (003) is allowed.
    Applies to: todos los comprobantes, Concepto
    Fails: <cfdi:Concepto ObjetoImp="07">...<cfdi:Traslado Impuesto="002"/>...</cfdi:Concepto>
    Passes: <cfdi:Concepto ObjetoImp="07">...<cfdi:Traslado Impuesto="003"/>...</cfdi:Concepto>
    """
    for path, concepto in case.conceptos:
        if concepto.objeto_imp != "07":
            continue
        impuestos = concepto.impuestos
        wrong: list[str] = []
        if impuestos is None or all(each.impuesto != IEPS for each in impuestos.traslados):
            wrong.append("debe trasladar IEPS (003)")
        if impuestos is not None and IVA in _taxes(impuestos):
            wrong.append("no debe trasladar ni retener IVA (002)")
        if wrong:
            yield case.finding(
                "CFDI140227",
                f"{path}/@ObjetoImp",
                value="07",
                expected="un concepto con traslado de 003 y sin 002",
                message=f"«ObjetoImp» es 07; el concepto {' y '.join(wrong)}",
            )


def _product(of: Concepto | Parte) -> str:
    valor = of.valor_unitario
    return f"Cantidad {written(of.cantidad)} x ValorUnitario {written(valor)}"


def _taxes(impuestos: ImpuestosConcepto) -> set[str]:
    return {
        *(each.impuesto for each in impuestos.traslados),
        *(each.impuesto for each in impuestos.retenciones),
    }


def _pedimentos_validos(
    case: Case, code: str, path: str, owner: Concepto | Parte
) -> Iterator[Finding]:
    for number, each in enumerate(owner.informacion_aduanera, 1):
        pedimento = each.numero_pedimento
        wrong = _pedimento_wrong(case, pedimento)
        if wrong:
            yield case.finding(
                code,
                f"{path}/cfdi:InformacionAduanera[{number}]/@NumeroPedimento",
                value=pedimento,
                expected="año, aduana, patente y número: AA  AA  PPPP  NNNNNNN",
                message=f"«NumeroPedimento» es {pedimento!r}; {wrong}",
            )


def _pedimento_wrong(case: Case, pedimento: str) -> str:
    match = _PEDIMENTO.fullmatch(pedimento)
    if match is None:
        return "debe tener 2, 2, 4 y 7 dígitos separados por dos espacios"
    year, aduana = match.groups()
    wrong: list[str] = []
    if (case.day.year - int(year)) % 100 > _PEDIMENTO_YEARS:
        wrong.append(
            f"su año {year} no está entre {(case.day.year - _PEDIMENTO_YEARS) % 100:02} y "
            f"{case.day.year % 100:02}"
        )
    if aduana not in catalogs.get("c_Aduana").keys_in_force(case.day):
        wrong.append(f"su aduana {aduana} no existe en c_Aduana vigente al {case.day}")
    return " y ".join(wrong)


def _sin_pedimentos(case: Case, code: str, path: str, owner: Concepto | Parte) -> Iterator[Finding]:
    if not case.has_comercio_exterior:
        return
    for number, each in enumerate(owner.informacion_aduanera, 1):
        yield case.finding(
            code,
            f"{path}/cfdi:InformacionAduanera[{number}]/@NumeroPedimento",
            value=each.numero_pedimento,
            expected="que no exista",
            message="«NumeroPedimento» no debe existir con el complemento de comercio exterior",
        )


RULES: Final = (
    clave_prod_serv_en_catalogo,
    CFDI40163,
    CFDI40164,
    clave_unidad_en_catalogo,
    valor_unitario_mayor_que_cero,
    importe_dentro_de_limites,
    descuento_sin_mas_decimales_que_importe,
    descuento_no_mayor_que_importe,
    objeto_imp_en_catalogo,
    objeto_de_impuesto_con_desglose,
    sin_desglose_no_hay_impuestos,
    impuestos_del_concepto_no_vacio,
    pedimento_valido,
    sin_pedimento_en_comercio_exterior,
    clave_prod_serv_de_parte_en_catalogo,
    valor_unitario_de_parte_mayor_que_cero,
    importe_de_parte_dentro_de_limites,
    pedimento_de_parte_valido,
    sin_pedimento_de_parte_en_comercio_exterior,
    sin_traslado_de_iva_no_hay_iva_ni_ieps,
    desglose_de_ieps_sin_iva,
)
