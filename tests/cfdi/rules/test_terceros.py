"""CFDI40187 to CFDI40193, each with documents that break it and that meet it."""

import attrs
import pytest

from cobranza.cfdi import Comprobante, Severity
from cobranza.cfdi.comprobante import ACuentaTerceros
from cobranza.cfdi.rules._case import Lists, Taxpayer
from cobranza.cfdi.rules.terceros import RULES
from tests.cfdi.rules.bases import BASES, INGRESO, codes, findings

evolve = attrs.evolve

TERCERO = ACuentaTerceros(
    rfc_a_cuenta_terceros="CACX7605101P8",
    nombre_a_cuenta_terceros="XOCHILT CASAS CHAVEZ",
    regimen_fiscal_a_cuenta_terceros="612",
    domicilio_fiscal_a_cuenta_terceros="36257",
)
# The text that the matrix fixes for those who charge on behalf of foreign residents.
EXTRANJEROS = ACuentaTerceros(
    rfc_a_cuenta_terceros="EXT990101NI1",
    nombre_a_cuenta_terceros=(
        "EXPEDICIÓN DE CFDI POR RESIDENTES EN MÉXICO QUE PRESTAN SERVICIOS DE INTERMEDIACIÓN "
        "ENTRE TERCEROS A OFERENTES DE BIENES Y SERVICIOS RESIDENTES EN EL EXTRANJERO"
    ),
    regimen_fiscal_a_cuenta_terceros="601",
    domicilio_fiscal_a_cuenta_terceros="42501",
)
REGISTERED = Lists(
    taxpayers={
        "CACX7605101P8": Taxpayer(
            name="XOCHILT CASAS CHAVEZ", postal_code="36257", regimes=frozenset({"612"})
        )
    }
)


def charged_for(tercero: ACuentaTerceros, **changes: str) -> Comprobante:
    """The invoice of two lines, both charged on behalf of a third party; the second is changed."""
    first, second = INGRESO.conceptos
    return evolve(
        INGRESO,
        conceptos=(
            evolve(first, a_cuenta_terceros=tercero),
            evolve(second, a_cuenta_terceros=evolve(tercero, **changes)),
        ),
    )


@pytest.mark.parametrize(
    "base",
    [*BASES, charged_for(TERCERO), charged_for(EXTRANJEROS)],
    ids=lambda base: f"{base.serie}{base.folio}",
)
@pytest.mark.parametrize("lists", [None, REGISTERED], ids=["without list", "with list"])
def test_valid_documents_have_no_findings(base: Comprobante, lists: Lists | None) -> None:
    assert codes(RULES, base, lists=lists) == []


FAILS = {
    "CFDI40188 emisor": (
        charged_for(TERCERO, rfc_a_cuenta_terceros="EKU9003173C9"),
        ["CFDI40188", "CFDI40189", "CFDI40192"],
    ),
    "CFDI40188 receptor": (
        charged_for(TERCERO, rfc_a_cuenta_terceros="URE180429TM6"),
        ["CFDI40188", "CFDI40189", "CFDI40192"],
    ),
    # Two codes of SAT's matrix for an RFC that is not in its list.
    "CFDI40189 40192": (
        charged_for(TERCERO, rfc_a_cuenta_terceros="JUFA7608212V6"),
        ["CFDI40189", "CFDI40192"],
    ),
    "CFDI40189 text": (charged_for(EXTRANJEROS, nombre_a_cuenta_terceros="OTRO"), ["CFDI40189"]),
    "CFDI40190": (charged_for(TERCERO, nombre_a_cuenta_terceros="OTRA"), ["CFDI40190"]),
    "CFDI40191": (charged_for(TERCERO, regimen_fiscal_a_cuenta_terceros="600"), ["CFDI40191"]),
    "CFDI40193": (charged_for(TERCERO, domicilio_fiscal_a_cuenta_terceros="01000"), ["CFDI40193"]),
    "CFDI40193 place": (
        charged_for(EXTRANJEROS, domicilio_fiscal_a_cuenta_terceros="01000"),
        ["CFDI40193"],
    ),
}


@pytest.mark.parametrize(("comprobante", "expected"), FAILS.values(), ids=FAILS)
def test_what_breaks_a_rule_gets_its_code(comprobante: Comprobante, expected: list[str]) -> None:
    found = findings(RULES, comprobante, lists=REGISTERED)
    assert sorted(each.code for each in found) == expected
    assert all("/cfdi:Concepto[2]/cfdi:ACuentaTerceros/@" in each.path for each in found)
    assert {each.severity for each in found} == {Severity.ERROR}


def test_a_branch_in_the_border_zone_is_not_held_against_the_list() -> None:
    # 22000, Tijuana, has the stimulus in c_CodigoPostal.
    branch = charged_for(TERCERO, domicilio_fiscal_a_cuenta_terceros="22000")
    assert codes(RULES, branch, lists=REGISTERED) == []


def test_without_the_list_only_what_the_document_shows_is_judged() -> None:
    unknown = charged_for(
        TERCERO, rfc_a_cuenta_terceros="JUFA7608212V6", domicilio_fiscal_a_cuenta_terceros="01000"
    )
    assert codes(RULES, unknown) == []


def test_rules_are_in_order_of_code() -> None:
    assert [rule.code for rule in RULES] == [f"CFDI40{number}" for number in range(187, 194)]
    assert [rule.code for rule in RULES if rule.judge is None] == ["CFDI40187"]
