"""CFDI40130 to CFDI40136, each with documents that break it and that meet it."""

import attrs
import pytest

from cobranza.cfdi import Comprobante, Severity
from cobranza.cfdi.comprobante import InformacionGlobal
from cobranza.cfdi.rules.informacion_global import RULES
from tests.cfdi.rules.bases import (
    BASES,
    EGRESO,
    EMISOR,
    EXTRANJERO,
    INGRESO,
    PUBLICO,
    RECEPTOR,
    codes,
    findings,
)

evolve = attrs.evolve


def factura_global(
    periodicidad: str = "04", meses: str = "01", anio: int = 2026, *, regimen: str = "601"
) -> Comprobante:
    """The invoice of 2026-01-31, to the general public."""
    return evolve(
        INGRESO,
        informacion_global=InformacionGlobal(periodicidad=periodicidad, meses=meses, anio=anio),
        emisor=evolve(EMISOR, regimen_fiscal=regimen),
        receptor=PUBLICO,
    )


@pytest.mark.parametrize("base", BASES, ids=lambda base: f"{base.serie}{base.folio}")
def test_valid_documents_have_no_findings(base: Comprobante) -> None:
    assert codes(RULES, base) == []


FAILS = {
    "CFDI40130 missing": (evolve(INGRESO, receptor=PUBLICO), ["CFDI40130"]),
    "CFDI40130 other RFC": (evolve(factura_global(), receptor=RECEPTOR), ["CFDI40130"]),
    "CFDI40130 foreign": (evolve(factura_global(), receptor=EXTRANJERO), ["CFDI40130"]),
    "CFDI40130 other name": (
        evolve(factura_global(), receptor=evolve(PUBLICO, nombre="JUANA SIN RFC")),
        ["CFDI40130"],
    ),
    "CFDI40131": (factura_global("06"), ["CFDI40131"]),
    "CFDI40132": (factura_global("05", "13"), ["CFDI40132"]),
    "CFDI40133": (factura_global("04", "19"), ["CFDI40133"]),
    "CFDI40133 two months": (factura_global("05", "19", regimen="621"), ["CFDI40133"]),
    "CFDI40134": (factura_global("04", "13"), ["CFDI40134"]),
    "CFDI40134 daily": (factura_global("01", "18"), ["CFDI40134"]),
    "CFDI40135": (factura_global("05", "12", regimen="621"), ["CFDI40135"]),
    "CFDI40136 next year": (factura_global(anio=2027), ["CFDI40136"]),
    "CFDI40136 six years": (factura_global(anio=2021), ["CFDI40136"]),
}


@pytest.mark.parametrize(("comprobante", "expected"), FAILS.values(), ids=FAILS)
def test_what_breaks_a_rule_gets_its_code(comprobante: Comprobante, expected: list[str]) -> None:
    found = findings(RULES, comprobante)
    assert [each.code for each in found] == expected
    assert {each.severity for each in found} == {Severity.ERROR}


PASSES = {
    "monthly": factura_global(),
    "weekly": factura_global("02", "12", 2025),
    "every two months": factura_global("05", "13", regimen="621"),
    "CFDI40132 monthly in 621": factura_global("04", "01", regimen="621"),
    "CFDI40130 known person without RFC": evolve(
        INGRESO, receptor=evolve(PUBLICO, nombre="JUANA SIN RFC")
    ),
    "CFDI40130 E without the node": evolve(EGRESO, receptor=PUBLICO),
    # A period that is no key is judged as such and not for its months.
    "CFDI40131 only": factura_global("06", "13"),
}


@pytest.mark.parametrize(("name", "comprobante"), PASSES.items(), ids=PASSES)
def test_what_meets_the_rules_has_no_findings(name: str, comprobante: Comprobante) -> None:
    assert codes(RULES, comprobante) == (["CFDI40131"] if name == "CFDI40131 only" else [])


WARNINGS = {
    # A PAC refuses it in an E ("TipoDeComprobante es distinto de I"); the matrix does not say so.
    "CFDI40130": evolve(
        EGRESO, informacion_global=factura_global().informacion_global, receptor=PUBLICO
    ),
    # The matrix admits 2025 and 2026, one implementation five years: 2022 to 2026.
    "CFDI40136": factura_global(anio=2022),
}


@pytest.mark.parametrize(("code", "comprobante"), WARNINGS.items(), ids=WARNINGS)
def test_what_fails_under_one_reading_only_is_a_warning(
    code: str, comprobante: Comprobante
) -> None:
    found = findings(RULES, comprobante)
    assert [(each.code, each.severity) for each in found] == [(code, Severity.WARNING)]


def test_rules_are_in_order_of_code() -> None:
    assert [rule.code for rule in RULES] == [f"CFDI40{number}" for number in range(130, 137)]
