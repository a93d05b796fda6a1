"""Conditions that many rules share; each rule remains one function with its own code."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal

from cobranza.cfdi import catalogs
from cobranza.cfdi.report import Severity
from cobranza.cfdi.rules._case import EXENTO, places, written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from cobranza.cfdi.report import Finding
    from cobranza.cfdi.rules._amounts import Limits
    from cobranza.cfdi.rules._case import Case, Taxpayer

__all__: list[str] = []

ONLY_IN_SCHEMA: Final = {
    "c_RegimenFiscal": frozenset({"609", "628", "629", "630"}),
    "c_TipoRelacion": frozenset({"08", "09"}),
    "c_UsoCFDI": frozenset({"P01"}),
}
"""Keys that catCFDI.xsd enumerates and SAT's catalogs of CFDI 4.0 do not have."""

LENGTH_OF_COMPANY: Final = 12
"""Characters in the RFC of a persona moral."""
PERSONAS: Final = {catalogs.Persona.FISICA: "físicas", catalogs.Persona.MORAL: "morales"}


def in_catalog(
    case: Case, code: str, path: str, value: str | None, *, catalog: str
) -> Iterator[Finding]:
    """Find a value that is no key of the catalog in force on the document's Fecha; None passes.

    A key that only SAT's schema still has is a warning: PACs accept some of them.
    """
    if value is None or value in catalogs.get(catalog).keys_in_force(case.day):
        return
    left_over = value in ONLY_IN_SCHEMA.get(catalog, ())
    yield case.finding(
        code,
        path,
        value=value,
        expected=f"una clave de {catalog}",
        severity=Severity.WARNING if left_over else Severity.ERROR,
        message=(
            f"«{last_name(path)}» es {value!r}; no existe en {catalog} vigente al {case.day}"
            f"{', aunque sí en el esquema del SAT' if left_over else ''}"
        ),
    )


def absent(case: Case, code: str, path: str, value: object, *, when: str) -> Iterator[Finding]:
    """Find something that must not be there; `when` says in which case, in Spanish."""
    if value is None or value == ():
        return
    shown = value if isinstance(value, str | Decimal) else None
    yield case.finding(
        code,
        path,
        value=shown,
        expected="que no exista",
        message=f"«{last_name(path)}» no debe existir {when}",
    )


def at_most_decimals(
    case: Case, code: str, path: str, value: Decimal | None, *, currency: str
) -> Iterator[Finding]:
    """Find an amount printed with more decimals than its currency has; None passes."""
    decimals = case.decimals_of(currency)
    if value is None or decimals is None or places(value) <= decimals:
        return
    yield case.finding(
        code,
        path,
        value=value,
        expected=f"{decimals} decimales o menos",
        message=(
            f"«{last_name(path)}» es {written(value)}, con {places(value)} decimales; "
            f"{currency} admite {decimals}"
        ),
    )


def number_written(
    case: Case, code: str, path: str, value: Decimal | None, text: str, *, when: str
) -> Iterator[Finding]:
    """Find a number that is not `text`; `when` says in which case it must be, in Spanish.

    The same number written otherwise (0.00 for 0) is a warning: SAT's matrix asks for the value,
    and there are PACs that compare the text. None passes.
    """
    if value is None or written(value) == text:
        return
    name, same = last_name(path), value == Decimal(text)
    yield case.finding(
        code,
        path,
        value=value,
        expected=text,
        severity=Severity.WARNING if same else Severity.ERROR,
        message=(
            f"«{name}» está escrito {written(value)}; {when} se escribe {text}, sin decimales: "
            "hay PAC que comparan el texto"
            if same
            else f"«{name}» es {written(value)}; {when} debe ser {text}"
        ),
    )


def rates_in_catalog(
    case: Case,
    code: str,
    rows: Iterable[tuple[str, str, str, Decimal | None]],
    *,
    direction: Literal["traslado", "retencion"],
    attribute: str = "TasaOCuota",
) -> Iterator[Finding]:
    """Find rates that c_TasaOCuota does not admit for their tax; None passes.

    Each row is a path, Impuesto, TipoFactor and the rate. A tax or a factor that does not exist is
    for its own rule, and so is a rate where the factor is Exento.
    """
    admitted: dict[tuple[str, str, Decimal], bool] = {}
    for path, impuesto, factor, rate in rows:
        if rate is None:
            continue
        key = (impuesto, factor, rate)
        if key not in admitted:
            admitted[key] = _is_admitted(case, impuesto, factor, rate, direction)
        if admitted[key]:
            continue
        rates = catalogs.rates(impuesto, factor, direction, on=case.day)
        choice = ", ".join(
            f"{each.maximo}" if each.minimo == each.maximo else f"de {each.minimo} a {each.maximo}"
            for each in rates
        )
        verb = "trasladar" if direction == "traslado" else "retener"
        yield case.finding(
            code,
            f"{path}/@{attribute}",
            value=rate,
            expected=choice or f"ninguna: {impuesto} {factor} no es para {verb}",
            message=(
                f"«{attribute}» es {written(rate)}; para {verb} {impuesto} {factor}, c_TasaOCuota "
                f"vigente al {case.day} admite {choice or 'ninguna'}"
            ),
        )


def _is_admitted(
    case: Case,
    impuesto: str,
    factor: str,
    rate: Decimal,
    direction: Literal["traslado", "retencion"],
) -> bool:
    judged = (
        impuesto in catalogs.get("c_Impuesto").keys_in_force(case.day)
        and factor in catalogs.get("c_TipoFactor").keys_in_force(case.day)
        and factor != EXENTO
    )
    return not judged or catalogs.rate_allowed(impuesto, factor, direction, rate, on=case.day)


def within_limits(
    case: Case, code: str, path: str, amount: Decimal, limits: Callable[[int], Limits], *, of: str
) -> Iterator[Finding]:
    """Find an amount outside the limits of the product that it is; `of` writes the product.

    `limits` gives them for a number of decimals. SAT's sources dispute whether that is the number
    of the currency's decimals or of those printed in the amount. Fewer decimals make a wider band,
    which holds the other: outside the wider one is an error, outside only the narrower a warning.
    """
    if case.decimals is None:
        return
    fewer, more = sorted((case.decimals, places(amount)))
    narrow = limits(more)
    if amount in narrow:
        return
    wide = limits(fewer)
    disputed = amount in wide
    band, decimals = (narrow, more) if disputed else (wide, fewer)
    doubt = (
        f"; con {fewer} decimales se admite ({wide}): el SAT no aclara si cuentan los de la moneda "
        "o los escritos"
    )
    yield case.finding(
        code,
        path,
        value=amount,
        expected=f"de {band}",
        severity=Severity.WARNING if disputed else Severity.ERROR,
        message=(
            f"«{last_name(path)}» es {written(amount)}; debe estar entre {band.lower:f} y "
            f"{band.upper:f}, los límites de {of} con {decimals} decimales"
            f"{doubt if disputed else ''}"
        ),
    )


def persona(rfc: str) -> catalogs.Persona:
    """Tell whose RFC it is: companies have one of 12 characters, people one of 13."""
    return catalogs.Persona.MORAL if len(rfc) == LENGTH_OF_COMPANY else catalogs.Persona.FISICA


def regimen_of_persona(
    case: Case, code: str, path: str, regimen: str, rfc: str
) -> Iterator[Finding]:
    """Find a régimen that is not for the persona of the RFC; an unknown régimen passes."""
    row = catalogs.get(catalogs.RegimenFiscal).get(regimen, on=case.day)
    who = persona(rfc)
    if row is None or row.applies_to(who):
        return
    yield case.finding(
        code,
        path,
        value=regimen,
        expected=f"un régimen de personas {PERSONAS[who]}",
        message=(
            f"«{last_name(path)}» es {regimen} ({row.text}), que no es de personas "
            f"{PERSONAS[who]}; el RFC {rfc}, de {len(rfc)} caracteres, es de una"
        ),
    )


def in_taxpayers(case: Case, code: str, path: str, rfc: str) -> Iterator[Finding]:
    """Find an RFC that SAT does not have registered (l_RFC); without the list, all pass.

    `path` is the attribute that the code is about, which the RFC vouches for.
    """
    taxpayers = case.lists.taxpayers
    if taxpayers is None or rfc in taxpayers:
        return
    yield case.finding(
        code,
        path,
        value=rfc,
        expected="un RFC inscrito y no cancelado (l_RFC)",
        message=(
            f"«{last_name(path)}» no se puede comprobar: "
            f"el RFC {rfc} no está en la lista de RFC inscritos no cancelados"
        ),
    )


def as_registered(
    case: Case, code: str, path: str, value: str, rfc: str, *, what: Callable[[Taxpayer], str]
) -> Iterator[Finding]:
    """Find a value that is not the one SAT has on record for the RFC (l_RFC).

    `what` picks the value of the taxpayer; an RFC that is not in the list is for another rule.
    """
    taxpayer = (case.lists.taxpayers or {}).get(rfc)
    if taxpayer is None or value == what(taxpayer):
        return
    yield case.finding(
        code,
        path,
        value=value,
        expected=repr(what(taxpayer)),
        message=f"«{last_name(path)}» es {value!r}; el SAT tiene {what(taxpayer)!r} para {rfc}",
    )


def last_name(path: str) -> str:
    """Give the attribute or element that a path ends in, without prefix or position."""
    return path.rpartition("/")[2].lstrip("@").rpartition(":")[2].partition("[")[0]
