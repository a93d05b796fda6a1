"""CFDI40143 to CFDI40161, each with documents that break it and that meet it."""

import attrs
import pytest

from cobranza.cfdi import Comprobante, Severity
from cobranza.cfdi.comprobante import Receptor
from cobranza.cfdi.rules._case import Lists, Taxpayer
from cobranza.cfdi.rules.receptor import RULES
from tests.cfdi.rules.bases import (
    BASES,
    COMERCIO_EXTERIOR,
    EXTRANJERO,
    INGRESO,
    NOMINA,
    PAGO,
    PUBLICO,
    codes,
    findings,
)

evolve = attrs.evolve

PERSONA = Receptor(
    rfc="CACX7605101P8",
    nombre="XOCHILT CASAS CHAVEZ",
    domicilio_fiscal_receptor="36257",
    regimen_fiscal_receptor="612",
    uso_cfdi="G03",
)
GLOBAL = evolve(INGRESO, receptor=PUBLICO)
EXPORTACION = evolve(
    INGRESO,
    receptor=evolve(EXTRANJERO, residencia_fiscal="USA", num_reg_id_trib="123456789"),
    complemento=(COMERCIO_EXTERIOR,),
)
REGISTERED = Lists(
    taxpayers={
        rfc: Taxpayer(name=name, postal_code=postal_code, regimes=frozenset(regimes.split()))
        for rfc, name, postal_code, regimes in (
            ("URE180429TM6", "UNIVERSIDAD ROBOTICA ESPAÑOLA", "86991", "601 626"),
            ("EKU9003173C9", "ESCUELA KEMPER URGATE", "42501", "601"),
            ("CACX7605101P8", "XOCHILT CASAS CHAVEZ", "36257", "605 612"),
        )
    }
)


def received(base: Comprobante = INGRESO, **changes: str | None) -> Comprobante:
    """A document whose receptor differs in this from what it was."""
    return evolve(base, receptor=evolve(base.receptor, **changes))


@pytest.mark.parametrize(
    "base",
    [*BASES, GLOBAL, EXPORTACION, evolve(INGRESO, receptor=PERSONA)],
    ids=lambda base: f"{base.serie}{base.folio} {base.receptor.rfc}",
)
@pytest.mark.parametrize("lists", [None, REGISTERED], ids=["without list", "with list"])
def test_valid_documents_have_no_findings(base: Comprobante, lists: Lists | None) -> None:
    assert codes(RULES, base, lists=lists) == []


FAILS = {
    # SAT's matrix has three codes for the RFC that is not in the list.
    "CFDI40143 40144 40147": (
        received(rfc="IIA040805DZ4"),
        ["CFDI40143", "CFDI40144", "CFDI40147"],
    ),
    "CFDI40145": (received(nombre="UNIVERSIDAD ROBOTICA ESPAÑOLA SA DE CV"), ["CFDI40145"]),
    "CFDI40146": (received(nombre="PUBLICO EN GENERAL"), ["CFDI40145", "CFDI40146"]),
    "CFDI40146 foreign": (received(EXPORTACION, nombre="PUBLICO EN GENERAL"), ["CFDI40146"]),
    "CFDI40148": (received(domicilio_fiscal_receptor="01000"), ["CFDI40148"]),
    "CFDI40149": (received(GLOBAL, domicilio_fiscal_receptor="01000"), ["CFDI40149"]),
    "CFDI40149 foreign": (received(EXPORTACION, domicilio_fiscal_receptor="01000"), ["CFDI40149"]),
    "CFDI40150": (received(EXPORTACION, residencia_fiscal="EUA"), ["CFDI40150"]),
    "CFDI40151": (received(residencia_fiscal="USA"), ["CFDI40151"]),
    "CFDI40151 public": (received(GLOBAL, residencia_fiscal="USA"), ["CFDI40151"]),
    # c_Pais gives the form of a Mexican RFC for MEX.
    "CFDI40152": (
        received(EXPORTACION, residencia_fiscal="MEX", num_reg_id_trib="URE180429TM6"),
        ["CFDI40152"],
    ),
    "CFDI40153": (
        evolve(received(EXPORTACION, residencia_fiscal=None), complemento=()),
        ["CFDI40153"],
    ),
    "CFDI40154": (
        received(residencia_fiscal="USA", num_reg_id_trib="123456789"),
        ["CFDI40151", "CFDI40154"],
    ),
    # c_Pais: [0-9]{9} in the USA and in Canada.
    "CFDI40156": (received(EXPORTACION, num_reg_id_trib="12-3456789"), ["CFDI40156"]),
    "CFDI40156 Canada": (
        received(EXPORTACION, residencia_fiscal="CAN", num_reg_id_trib="12345678"),
        ["CFDI40156"],
    ),
    "CFDI40157": (received(GLOBAL, regimen_fiscal_receptor="600"), ["CFDI40157", "CFDI40159"]),
    "CFDI40158": (
        evolve(INGRESO, receptor=evolve(PERSONA, regimen_fiscal_receptor="601")),
        ["CFDI40158", "CFDI40159"],
    ),
    "CFDI40159 generic": (received(GLOBAL, regimen_fiscal_receptor="601"), ["CFDI40159"]),
    "CFDI40159 registered": (received(regimen_fiscal_receptor="620"), ["CFDI40159"]),
    "CFDI40160": (received(uso_cfdi="G04"), ["CFDI40160"]),
    "CFDI40161 persona": (received(uso_cfdi="D01"), ["CFDI40161"]),
    # c_UsoCFDI: G03 is not for 605, D01 is.
    "CFDI40161 régimen": (
        evolve(INGRESO, receptor=evolve(PERSONA, regimen_fiscal_receptor="605")),
        ["CFDI40161"],
    ),
    "CFDI40161 generic": (received(GLOBAL, uso_cfdi="G03"), ["CFDI40161"]),
}


@pytest.mark.parametrize(("comprobante", "expected"), FAILS.values(), ids=FAILS)
def test_what_breaks_a_rule_gets_its_code(comprobante: Comprobante, expected: list[str]) -> None:
    found = findings(RULES, comprobante, lists=REGISTERED)
    assert sorted(each.code for each in found) == expected
    assert {each.severity for each in found} == {Severity.ERROR}


PASSES = {
    "CFDI40155 tax identity without the complement": evolve(EXPORTACION, complemento=()),
    "CFDI40153 neither": evolve(INGRESO, receptor=EXTRANJERO),
    "CFDI40156 a country without a form": received(
        EXPORTACION, residencia_fiscal="DEU", num_reg_id_trib="DE-1"
    ),
    "CFDI40161 D01 for a person": evolve(
        INGRESO, receptor=evolve(PERSONA, regimen_fiscal_receptor="605", uso_cfdi="D01")
    ),
    "CFDI40161 G02 with 616": received(GLOBAL, uso_cfdi="G02"),
}


@pytest.mark.parametrize("comprobante", PASSES.values(), ids=PASSES)
def test_what_meets_the_rules_has_no_findings(comprobante: Comprobante) -> None:
    assert codes(RULES, comprobante, lists=REGISTERED) == []


WARNINGS = {
    # Stamped so by a PAC: the complement alone gives the tax identity.
    "CFDI40153 CFDI40155": evolve(INGRESO, receptor=EXTRANJERO, complemento=(COMERCIO_EXTERIOR,)),
    "CFDI40155": received(EXPORTACION, num_reg_id_trib=None),
    "CFDI40157": received(regimen_fiscal_receptor="630"),
    "CFDI40160": received(uso_cfdi="P01"),
    # That P takes CP01 and N takes CN01 stands in one reproduction of the matrix.
    "CFDI40161": received(PAGO, uso_cfdi="S01"),
}


@pytest.mark.parametrize(("expected", "comprobante"), WARNINGS.items(), ids=WARNINGS)
def test_what_fails_under_one_reading_only_is_a_warning(
    expected: str, comprobante: Comprobante
) -> None:
    found = findings(RULES, comprobante)
    assert sorted(each.code for each in found) == expected.split()
    assert {each.severity for each in found} == {Severity.WARNING}


def test_payroll_takes_its_own_use() -> None:
    # c_UsoCFDI: S01 is for 605 too, so only the type of comprobante speaks against it.
    [finding] = findings(RULES, received(NOMINA, uso_cfdi="S01"))
    assert finding.message == "«UsoCFDI» es S01; en un comprobante de tipo N debe ser CN01"


def test_keys_outside_their_catalogs_are_not_judged_any_further() -> None:
    assert codes(RULES, received(uso_cfdi="D01", regimen_fiscal_receptor="999")) == ["CFDI40157"]
    assert codes(RULES, received(rfc="", nombre="", uso_cfdi="")) == ["CFDI40158", "CFDI40160"]


def test_without_the_list_only_what_the_document_shows_is_judged() -> None:
    changed = received(
        rfc="IIA040805DZ4", nombre="OTRA", domicilio_fiscal_receptor="01000",
        regimen_fiscal_receptor="620",
    )  # fmt: skip
    assert codes(RULES, changed) == []


def test_generic_rfcs_are_in_no_list() -> None:
    nothing = Lists(taxpayers={})
    assert codes(RULES, GLOBAL, lists=nothing) == []
    assert codes(RULES, EXPORTACION, lists=nothing) == []


def test_rules_are_in_order_of_code() -> None:
    assert [rule.code for rule in RULES] == [f"CFDI40{number}" for number in range(143, 162)]
