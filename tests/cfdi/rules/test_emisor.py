"""CFDI40138 to CFDI40142, each with documents that break it and that meet it."""

import attrs
import pytest

from cobranza.cfdi import Comprobante, Severity
from cobranza.cfdi.rules._case import Lists, Taxpayer
from cobranza.cfdi.rules.emisor import RULES
from tests.cfdi.rules.bases import BASES, EMISOR, INGRESO, codes, findings

evolve = attrs.evolve

REGISTERED = Lists(
    taxpayers={
        "EKU9003173C9": Taxpayer(
            name="ESCUELA KEMPER URGATE", postal_code="42501", regimes=frozenset({"601"})
        )
    }
)


def emitted_by(**changes: str) -> Comprobante:
    return evolve(INGRESO, emisor=evolve(EMISOR, **changes))


@pytest.mark.parametrize("base", BASES, ids=lambda base: f"{base.serie}{base.folio}")
@pytest.mark.parametrize("lists", [None, REGISTERED], ids=["without list", "with list"])
def test_valid_documents_have_no_findings(base: Comprobante, lists: Lists | None) -> None:
    assert codes(RULES, base, lists=lists) == []


FAILS = {
    "CFDI40138": emitted_by(rfc="IIA040805DZ4"),
    "CFDI40139": emitted_by(nombre="ESCUELA KEMPER URGATE SA DE CV"),
    "CFDI40140": emitted_by(regimen_fiscal="600"),
    "CFDI40141": emitted_by(regimen_fiscal="612"),
}


@pytest.mark.parametrize(("code", "comprobante"), FAILS.items(), ids=FAILS)
def test_what_breaks_a_rule_gets_its_code(code: str, comprobante: Comprobante) -> None:
    found = findings(RULES, comprobante, lists=REGISTERED)
    assert [(each.code, each.severity) for each in found] == [(code, Severity.ERROR)]


def test_the_regime_goes_with_the_length_of_the_rfc() -> None:
    # c_RegimenFiscal: 612 is for personas físicas, 601 for morales, 626 for both.
    person = {"rfc": "CACX7605101P8", "nombre": "XOCHILT CASAS CHAVEZ"}
    assert codes(RULES, emitted_by(**person, regimen_fiscal="612")) == []
    assert codes(RULES, emitted_by(**person, regimen_fiscal="626")) == []
    assert codes(RULES, emitted_by(regimen_fiscal="626")) == []
    [finding] = findings(RULES, emitted_by(**person, regimen_fiscal="601"))
    assert finding.message == (
        "«RegimenFiscal» es 601 (General de Ley Personas Morales), que no es de personas físicas; "
        "el RFC CACX7605101P8, de 13 caracteres, es de una"
    )


def test_a_regime_that_only_the_schema_has_is_a_warning() -> None:
    # catCFDI.xsd enumerates 609, the catalog of CFDI 4.0 does not have it.
    found = findings(RULES, emitted_by(regimen_fiscal="609"))
    assert [(each.code, each.severity) for each in found] == [("CFDI40140", Severity.WARNING)]


def test_without_the_list_of_taxpayers_nothing_is_said_of_the_name() -> None:
    assert codes(RULES, emitted_by(rfc="IIA040805DZ4", nombre="OTRA")) == []


def test_rules_are_in_order_of_code() -> None:
    assert [rule.code for rule in RULES] == [f"CFDI40{number}" for number in range(138, 143)]
    assert [rule.code for rule in RULES if rule.judge is None] == ["CFDI40142"]
