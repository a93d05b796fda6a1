"""The rules of the taxes of conceptos. Limits are the vectors of SAT's formula, worked by hand."""

from datetime import datetime
from typing import Any

import attrs
import pytest

from cobranza.cfdi import Comprobante, Finding, Severity
from cobranza.cfdi.comprobante import ImpuestosConcepto, RetencionConcepto
from cobranza.cfdi.rules.impuestos_concepto import RULES
from tests.cfdi.rules.bases import BASES, INGRESO, D, findings, iva

TRASLADO = iva("100.00", "16.00")
RETENCION = RetencionConcepto(
    base=D("100.00"),
    impuesto="001",
    tipo_factor="Tasa",
    tasa_o_cuota=D("0.100000"),
    importe=D("10.00"),
)
DECIMALS = ("base", "tasa_o_cuota", "importe")


def _changed(changes: dict[str, Any]) -> dict[str, Any]:
    """Amounts may be written as text."""
    return {
        name: D(value) if name in DECIMALS and value is not None else value
        for name, value in changes.items()
    }


def invoice(impuestos: ImpuestosConcepto) -> Comprobante:
    first, second = INGRESO.conceptos
    return attrs.evolve(INGRESO, conceptos=(first, attrs.evolve(second, impuestos=impuestos)))


def judge(document: Comprobante) -> list[Finding]:
    return findings(RULES, document)


def marked(document: Comprobante) -> set[str]:
    """The codes found; those of warnings end in "w"."""
    return {
        f"{each.code}{'w' if each.severity is Severity.WARNING else ''}" for each in judge(document)
    }


def trasladado(**changes: Any) -> Comprobante:
    """The valid invoice with IVA 16 % of 100.00, and the same again with changes."""
    rows = (TRASLADO, attrs.evolve(TRASLADO, **_changed(changes)))
    return invoice(ImpuestosConcepto(traslados=rows))


def retenido(**changes: Any) -> Comprobante:
    """The valid invoice with ISR 10 % of 100.00 withheld, and the same again with changes."""
    rows = (RETENCION, attrs.evolve(RETENCION, **_changed(changes)))
    return invoice(ImpuestosConcepto(retenciones=rows))


EXENTO: dict[str, Any] = {"tipo_factor": "Exento", "tasa_o_cuota": None, "importe": None}

FAILS = [
    ("CFDI40174", trasladado(base="0", importe="0")),
    ("CFDI40175", trasladado(impuesto="004")),
    ("CFDI40176", trasladado(tipo_factor="tasa")),
    ("CFDI40177", trasladado(**EXENTO | {"importe": "0.00"})),
    ("CFDI40177", trasladado(**EXENTO | {"tasa_o_cuota": "0.000000"})),
    ("CFDI40178", trasladado(importe=None)),
    ("CFDI40178", trasladado(tasa_o_cuota=None)),
    ("CFDI40179", trasladado(tasa_o_cuota="0.150000", importe="15.00")),
    ("CFDI40179", trasladado(tipo_factor="Cuota")),
    # ISR is never transferred, and IEPS of 8.5 % does not exist.
    ("CFDI40179", trasladado(impuesto="001", tasa_o_cuota="0.100000", importe="10.00")),
    ("CFDI40179", trasladado(impuesto="003", tasa_o_cuota="0.085000", importe="8.50")),
    ("CFDI40180", trasladado(importe="16.02")),
    ("CFDI40180", trasladado(importe="15.98")),
    ("CFDI40181", retenido(base="0", importe="0")),
    ("CFDI40182", retenido(impuesto="004")),
    ("CFDI40183", retenido(tipo_factor="tasa")),
    ("CFDI40184", retenido(tipo_factor="Exento")),
    ("CFDI40185", retenido(tasa_o_cuota="0.350001", importe="35.00")),
    ("CFDI40185", retenido(impuesto="002", tasa_o_cuota="0.160001", importe="16.00")),
    ("CFDI40186", retenido(importe="10.02")),
]
PASSES = [
    *(("CFDI40174", document) for document in BASES),
    ("CFDI40175", trasladado(impuesto="003", tasa_o_cuota="0.080000", importe="8.00")),
    ("CFDI40176", trasladado(impuesto="003", tipo_factor="Cuota")),
    ("CFDI40177", trasladado(**EXENTO)),
    ("CFDI40178", trasladado(tasa_o_cuota="0.000000", importe="0.00")),
    ("CFDI40179", trasladado(tasa_o_cuota="0.16")),
    ("CFDI40179", trasladado(tasa_o_cuota="0.080000", importe="8.00")),
    ("CFDI40180", trasladado(importe="16.01")),
    ("CFDI40180", trasladado(importe="15.99")),
    ("CFDI40181", retenido(base="0.000001", importe="0.000000")),
    ("CFDI40182", retenido(impuesto="002")),
    ("CFDI40183", retenido(impuesto="003", tipo_factor="Cuota")),
    ("CFDI40184", retenido()),
    ("CFDI40185", retenido(tasa_o_cuota="0.350000", importe="35.00")),
    ("CFDI40185", retenido(impuesto="002", tasa_o_cuota="0.106667", importe="10.67")),
    ("CFDI40186", retenido(importe="10.01")),
    ("CFDI40186", retenido(importe="9.99")),
]


@pytest.mark.parametrize(("code", "document"), FAILS)
def test_a_document_that_breaks_one_rule_breaks_no_other(code: str, document: Comprobante) -> None:
    assert marked(document) == {code}


@pytest.mark.parametrize(("code", "document"), PASSES)
def test_what_is_right_passes(code: str, document: Comprobante) -> None:
    assert code.startswith("CFDI")
    assert judge(document) == []


class TestCFDI40179:
    @pytest.mark.parametrize(
        ("day", "expected"), [("2025-12-31", {"CFDI40179"}), ("2026-01-01", set[str]())]
    )
    def test_the_cuota_of_ieps_has_dates(self, day: str, expected: set[str]) -> None:
        # SAT's most is 69.525500 in 2025 and 72.160500 in 2026.
        document = trasladado(
            impuesto="003", tipo_factor="Cuota", tasa_o_cuota="70.000000", importe="7000.00"
        )
        fecha = datetime.fromisoformat(f"{day}T12:00:00")
        assert marked(attrs.evolve(document, fecha=fecha)) == expected

    def test_the_message_lists_what_is_admitted(self) -> None:
        (finding,) = judge(trasladado(tasa_o_cuota="0.150000", importe="15.00"))
        assert finding.message == (
            "«TasaOCuota» es 0.150000; para trasladar 002 Tasa, c_TasaOCuota vigente al "
            "2026-01-31 admite 0.000000, 0.080000, 0.160000"
        )
        assert finding.path.endswith("cfdi:Traslados/cfdi:Traslado[2]/@TasaOCuota")

    def test_the_message_says_that_nothing_is_admitted(self) -> None:
        (finding,) = judge(trasladado(impuesto="001"))
        assert finding.expected == "ninguna: 001 Tasa no es para trasladar"


class TestCFDI40180:
    @pytest.mark.parametrize("importe", ["16.000720", "16.000880", "16.000800"])
    def test_limits_with_the_decimals_of_importe(self, importe: str) -> None:
        assert judge(trasladado(base="100.005", importe=importe)) == []

    @pytest.mark.parametrize("importe", ["16.000719", "16.000881"])
    def test_outside_with_the_decimals_of_importe_only_is_a_warning(self, importe: str) -> None:
        # With two decimals they are 16.00 and 16.01.
        document = trasladado(base="100.005", importe=importe)
        assert marked(document) == {"CFDI40180w"}

    def test_zeros_that_fill_up_an_amount(self) -> None:
        # A PAC refused this one: 104.272799 to 104.272801 with six decimals.
        document = trasladado(base="651.705000", importe="104.270000")
        (finding,) = judge(document)
        assert (finding.code, finding.severity) == ("CFDI40180", Severity.WARNING)
        assert finding.message == (
            "«Importe» es 104.270000; debe estar entre 104.272799 y 104.272801, los límites de "
            "Base 651.705000 x TasaOCuota 0.160000 con 6 decimales; con 2 decimales se admite "
            "(104.27 a 104.28): el SAT no aclara si cuentan los de la moneda o los escritos"
        )
        assert judge(trasladado(base="651.705000", importe="104.27")) == []

    @pytest.mark.parametrize(
        ("importe", "expected"),
        [("16", set[str]()), ("17", {"CFDI40180w"}), ("18", {"CFDI40180"})],
    )
    def test_fewer_decimals_than_the_currency_widen_the_limits(
        self, importe: str, expected: set[str]
    ) -> None:
        # 15 to 17 without decimals; a PAC has stamped a tax of 1 on a base of 1.
        assert marked(trasladado(importe=importe)) == expected


class TestCFDI40186:
    @pytest.mark.parametrize(
        ("importe", "expected"),
        [
            ("1599.99", {"CFDI40186"}),
            ("1600.00", set[str]()),
            ("1600.01", set()),
            ("1600.02", {"CFDI40186"}),
        ],
    )
    def test_limits(self, importe: str, expected: set[str]) -> None:
        document = retenido(
            base="15000.00", impuesto="002", tasa_o_cuota="0.106667", importe=importe
        )
        assert marked(document) == expected


def test_an_unknown_currency_is_left_to_its_own_rule() -> None:
    assert judge(attrs.evolve(trasladado(importe="99.00"), moneda="ZZZ")) == []


def test_every_rule_has_cases() -> None:
    judged = {each.code for each in RULES}
    assert judged == {code for code, _ in FAILS} == {code for code, _ in PASSES}
