"""The rules of the taxes of the document. Every sum is worked out by hand beside its case."""

from typing import Any

import attrs
import pytest

from cobranza.cfdi import Comprobante, Finding, Severity
from cobranza.cfdi.comprobante import (
    Impuestos,
    ImpuestosConcepto,
    Retencion,
    RetencionConcepto,
    Traslado,
    TrasladoConcepto,
)
from cobranza.cfdi.rules.impuestos import RULES
from tests.cfdi.rules.bases import (
    BASES,
    EGRESO,
    INGRESO,
    NOMINA,
    TRASLADO,
    D,
    findings,
    iva,
    iva_total,
)

# The invoice: IVA of 1000.00 and 90.00, 160.00 and 14.40; 60.00 of IVA withheld.
SUMMARY = INGRESO.impuestos
RETENIDO = Retencion(impuesto="002", importe=D("60.00"))
TRASLADADO = iva_total("1090.00", "174.40")
EXENTO = TrasladoConcepto(base=D("100.00"), impuesto="002", tipo_factor="Exento")
EXENTO_TOTAL = Traslado(base=D("100.00"), impuesto="002", tipo_factor="Exento")
EXENTO_CON_TASA = attrs.evolve(EXENTO_TOTAL, tasa_o_cuota=D("0.000000"), importe=D("0.00"))


def judge(document: Comprobante) -> list[Finding]:
    return findings(RULES, document)


def marked(document: Comprobante) -> set[str]:
    """The codes found; those of warnings end in "w"."""
    return {
        f"{each.code}{'w' if each.severity is Severity.WARNING else ''}" for each in judge(document)
    }


def summary(**changes: Any) -> Comprobante:
    """The valid invoice with its summary of taxes changed."""
    assert SUMMARY is not None
    return attrs.evolve(INGRESO, impuestos=attrs.evolve(SUMMARY, **changes))


def retenidos(*rows: Retencion, total: str | None) -> Comprobante:
    return summary(retenciones=rows, total_impuestos_retenidos=None if total is None else D(total))


def trasladados(*rows: Traslado, total: str | None) -> Comprobante:
    return summary(traslados=rows, total_impuestos_trasladados=None if total is None else D(total))


def credit_note(
    conceptos: tuple[TrasladoConcepto, ...], *rows: Traslado, total: str | None, moneda: str = "MXN"
) -> Comprobante:
    """The valid credit note with other taxes."""
    (concepto,) = EGRESO.conceptos
    return attrs.evolve(
        EGRESO,
        moneda=moneda,
        conceptos=(attrs.evolve(concepto, impuestos=ImpuestosConcepto(traslados=conceptos)),),
        impuestos=Impuestos(
            traslados=rows, total_impuestos_trasladados=None if total is None else D(total)
        ),
    )


def exempt(*rows: Traslado, total: str | None = None) -> Comprobante:
    return credit_note((EXENTO,), *rows, total=total)


def withholding(document: Comprobante, *retenciones: RetencionConcepto) -> Comprobante:
    (concepto,) = document.conceptos
    return attrs.evolve(
        document,
        conceptos=(attrs.evolve(concepto, impuestos=ImpuestosConcepto(retenciones=retenciones)),),
    )


IEPS = attrs.evolve(iva("100.00", "8.00"), impuesto="003", tasa_o_cuota=D("0.080000"))
IEPS_TOTAL = attrs.evolve(iva_total("100.00", "8.00"), impuesto="003", tasa_o_cuota=D("0.080000"))
IVA_TOTAL = iva_total("100.00", "16.00")
IVA_8_TOTAL = iva_total("100.00", "8.00", "0.080000")

FAILS = [
    ("CFDI40201", attrs.evolve(TRASLADO, impuestos=Impuestos()), {"CFDI40201"}),
    ("CFDI40201", attrs.evolve(NOMINA, impuestos=Impuestos()), {"CFDI40201w"}),
    ("CFDI40202", retenidos(RETENIDO, total="60.000"), {"CFDI40202"}),
    ("CFDI40203", retenidos(RETENIDO, total="60.01"), {"CFDI40203"}),
    ("CFDI40204", trasladados(TRASLADADO, total="174.400"), {"CFDI40204"}),
    ("CFDI40205", trasladados(TRASLADADO, total="174.41"), {"CFDI40205"}),
    # Importe is required in a Retencion: where one of these two is, the other is.
    ("CFDI40206", retenidos(RETENIDO, total=None), {"CFDI40206", "CFDI40209"}),
    ("CFDI40209", retenidos(RETENIDO, total=None), {"CFDI40206", "CFDI40209"}),
    # A tax that does not exist is none of the conceptos either: the sum is of nothing.
    (
        "CFDI40207",
        retenidos(attrs.evolve(RETENIDO, impuesto="004"), total="60.00"),
        {"CFDI40207", "CFDI40211"},
    ),
    ("CFDI40208", retenidos(RETENIDO, RETENIDO, total="120.00"), {"CFDI40208"}),
    (
        "CFDI40210",
        retenidos(attrs.evolve(RETENIDO, importe=D("60.000")), total="60.00"),
        {"CFDI40210"},
    ),
    (
        "CFDI40210",
        retenidos(attrs.evolve(RETENIDO, importe=D("60.004")), total="60.00"),
        {"CFDI40210"},
    ),
    (
        "CFDI40211",
        retenidos(attrs.evolve(RETENIDO, importe=D("60.01")), total="60.01"),
        {"CFDI40211"},
    ),
    ("CFDI40211", retenidos(total=None), {"CFDI40211w"}),
    ("CFDI40212", trasladados(TRASLADADO, total=None), {"CFDI40212"}),
    ("CFDI40212", trasladados(total=None), {"CFDI40212"}),
    ("CFDI40212", attrs.evolve(EGRESO, impuestos=None), {"CFDI40212"}),
    (
        "CFDI40212",
        attrs.evolve(credit_note((iva("100.00", "16.00"), EXENTO), total=None), impuestos=None),
        {"CFDI40212"},
    ),
    ("CFDI40213", exempt(EXENTO_CON_TASA), {"CFDI40213"}),
    (
        "CFDI40213",
        credit_note(
            (EXENTO, iva("100.00", "16.00")),
            EXENTO_CON_TASA,
            IVA_TOTAL,
            total="16.00",
        ),
        {"CFDI40213w"},
    ),
    (
        "CFDI40214",
        trasladados(attrs.evolve(TRASLADADO, base=D("1090.000")), total="174.40"),
        {"CFDI40214"},
    ),
    (
        "CFDI40215",
        trasladados(attrs.evolve(TRASLADADO, base=D("1090.01")), total="174.40"),
        {"CFDI40215"},
    ),
    # A tax that no concepto transfers: one mistake, one finding.
    ("CFDI40215", trasladados(TRASLADADO, IVA_8_TOTAL, total="182.40"), {"CFDI40215"}),
    # Its rate is another than that of the conceptos: the same.
    (
        "CFDI40215",
        credit_note((iva("100.00", "16.00"),), IVA_8_TOTAL, total="8.00"),
        {"CFDI40215"},
    ),
    (
        "CFDI40215",
        credit_note((iva("100.00", "16.00"), EXENTO), IVA_TOTAL, total="16.00"),
        {"CFDI40215w"},
    ),
    ("CFDI40216", exempt(attrs.evolve(EXENTO_TOTAL, base=D("100.01"))), {"CFDI40216"}),
    ("CFDI40216", exempt(), {"CFDI40216w"}),
    # Two exempt taxes: each base is the sum for its own tax, and not that of all bases, 200.00.
    (
        "CFDI40216",
        credit_note(
            (EXENTO, attrs.evolve(EXENTO, impuesto="003")),
            EXENTO_TOTAL,
            attrs.evolve(EXENTO_TOTAL, impuesto="003"),
            total=None,
        ),
        {"CFDI40216w"},
    ),
    (
        "CFDI40217",
        trasladados(attrs.evolve(TRASLADADO, impuesto="004"), total="174.40"),
        {"CFDI40217", "CFDI40215"},
    ),
    (
        "CFDI40218",
        trasladados(
            iva_total("1000.00", "160.00"), iva_total("90.00", "14.40", "0.16"), total="174.40"
        ),
        {"CFDI40218"},
    ),
    (
        "CFDI40219",
        trasladados(attrs.evolve(TRASLADADO, tasa_o_cuota=D("0.150000")), total="174.40"),
        {"CFDI40219", "CFDI40215"},
    ),
    (
        "CFDI40219",  # no code is about the factor here, and one that does not exist admits no rate
        trasladados(attrs.evolve(TRASLADADO, tipo_factor="tasa"), total="174.40"),
        {"CFDI40219", "CFDI40215"},
    ),
    (
        "CFDI40220",
        trasladados(attrs.evolve(TRASLADADO, importe=D("174.404")), total="174.40"),
        {"CFDI40220"},
    ),
    (
        "CFDI40221",
        trasladados(attrs.evolve(TRASLADADO, importe=D("174.41")), total="174.41"),
        {"CFDI40221"},
    ),
    (
        "CFDI40221",
        trasladados(attrs.evolve(TRASLADADO, importe=None), total="0.00"),
        {"CFDI40221"},
    ),
    (
        "CFDI40221",
        credit_note((iva("100.00", "16.00"), IEPS), IVA_TOTAL, total="16.00"),
        {"CFDI40221w"},
    ),
    (
        "CFDI40221",
        trasladados(TRASLADADO, iva_total("0.00", "1.00", "0.080000"), total="175.40"),
        {"CFDI40221"},
    ),
]
PASSES = [
    *(("CFDI40201", document) for document in BASES),
    ("CFDI40202", retenidos(RETENIDO, total="60")),
    ("CFDI40203", withholding(attrs.evolve(EGRESO, impuestos=Impuestos()))),
    ("CFDI40204", trasladados(TRASLADADO, total="174.4")),
    # Exento adds nothing to the total.
    (
        "CFDI40205",
        credit_note((EXENTO, iva("100.00", "16.00")), EXENTO_TOTAL, IVA_TOTAL, total="16.00"),
    ),
    ("CFDI40206", EGRESO),
    ("CFDI40207", retenidos(RETENIDO, total="60.00")),
    ("CFDI40208", retenidos(RETENIDO, total="60.00")),
    ("CFDI40209", retenidos(RETENIDO, total="60.00")),
    ("CFDI40210", retenidos(attrs.evolve(RETENIDO, importe=D(60)), total="60.00")),
    ("CFDI40211", retenidos(attrs.evolve(RETENIDO, importe=D("60.0")), total="60.00")),
    ("CFDI40212", exempt(EXENTO_TOTAL)),
    ("CFDI40212", attrs.evolve(TRASLADO, conceptos=EGRESO.conceptos)),
    ("CFDI40213", exempt(EXENTO_TOTAL, total="0")),
    ("CFDI40214", trasladados(attrs.evolve(TRASLADADO, base=D(1090)), total="174.40")),
    ("CFDI40215", trasladados(TRASLADADO, total="174.40")),
    ("CFDI40216", exempt(EXENTO_TOTAL)),
    ("CFDI40217", credit_note((IEPS,), IEPS_TOTAL, total="8.00")),
    (
        "CFDI40218",
        credit_note((iva("100.00", "16.00"), IEPS), IVA_TOTAL, IEPS_TOTAL, total="24.00"),
    ),
    (
        "CFDI40219",
        credit_note((iva("100.00", "16.00"),), iva_total("100", "16", "0.16"), total="16"),
    ),
    ("CFDI40220", trasladados(attrs.evolve(TRASLADADO, importe=D("174.4")), total="174.40")),
    ("CFDI40221", credit_note((iva("100.00", "16.00"),), IVA_TOTAL, total="16.00")),
]


@pytest.mark.parametrize(("code", "document", "expected"), FAILS)
def test_a_document_that_breaks_a_rule(
    code: str, document: Comprobante, expected: set[str]
) -> None:
    assert marked(document) == expected
    assert code in {each.rstrip("w") for each in expected}


@pytest.mark.parametrize(("code", "document"), PASSES)
def test_what_is_right_passes(code: str, document: Comprobante) -> None:
    assert code.startswith("CFDI")
    assert judge(document) == []


class TestSums:
    """The sum is rounded once, at the end, half up: 8.0025 + 8.0025 is 16.005, which is 16.01."""

    PARTS = (iva("50.0025", "8.0025"), iva("50.0025", "8.0025"))

    def test_rounded_half_up(self) -> None:
        row = iva_total("100.01", "16.01")
        assert judge(credit_note(self.PARTS, row, total="16.01")) == []

    def test_otherwise(self) -> None:
        # Rounded before adding up they would be 8.00 + 8.00 and 50.00 + 50.00.
        found = judge(credit_note(self.PARTS, iva_total("100.00", "16.00"), total="16.00"))
        assert [each.code for each in found] == ["CFDI40215", "CFDI40221"]
        assert found[1].message == (
            "«Importe» es 16.00; debe ser 16.01, la suma redondeada de importes de 002 Tasa "
            "0.160000 de los conceptos: 8.0025 + 8.0025"
        )

    def test_to_the_decimals_of_the_currency(self) -> None:
        # JPY has none: 16.005 is 16 and 100.005 is 100.
        row = iva_total("100", "16")
        assert judge(credit_note(self.PARTS, row, total="16", moneda="JPY")) == []

    def test_an_unknown_currency_is_left_to_its_own_rule(self) -> None:
        row = iva_total("7.00", "8.00")
        assert judge(credit_note(self.PARTS, row, total="8.00", moneda="ZZZ")) == []

    def test_many_are_not_listed(self) -> None:
        rows = self.PARTS * 3
        found = judge(credit_note(rows, iva_total("300.02", "48.00"), total="48.00"))
        assert [each.code for each in found] == ["CFDI40221"]
        assert found[0].message.endswith("de los conceptos: 6 que suman 48.0150")

    def test_no_digit_is_lost(self) -> None:
        large = iva("999999999999999999.999999", "159999999999999999.999999")
        rows = (large, iva("0.000001", "0.000001"))
        row = iva_total("1000000000000000000.00", "160000000000000000.00")
        assert judge(credit_note(rows, row, total="160000000000000000.00")) == []


def test_the_total_and_its_rows_are_told() -> None:
    (finding,) = judge(trasladados(TRASLADADO, total="174.41"))
    assert finding.path == "/cfdi:Comprobante/cfdi:Impuestos/@TotalImpuestosTrasladados"
    assert finding.message == (
        "«TotalImpuestosTrasladados» es 174.41; debe ser 174.40, la suma de los importes del "
        "comprobante: 174.40"
    )


def test_a_document_of_type_t_is_not_asked_for_a_summary() -> None:
    document = attrs.evolve(TRASLADO, conceptos=INGRESO.conceptos)
    assert judge(document) == []


def test_every_repeated_row_but_the_first_is_found() -> None:
    found = judge(trasladados(TRASLADADO, TRASLADADO, TRASLADADO, total="523.20"))
    assert [each.path.rpartition("/")[2] for each in found] == [
        "cfdi:Traslado[2]",
        "cfdi:Traslado[3]",
    ]


def test_all_taxes_left_out_are_found() -> None:
    found = judge(attrs.evolve(INGRESO, impuestos=None))
    assert {each.path for each in found} == {"/cfdi:Comprobante"}
    assert [each.message for each in found] == [
        "Impuestos del comprobante no incluye la retención de 002, que está en los conceptos",
        "Falta «TotalImpuestosTrasladados»; se traslada 002 Tasa 0.160000",
    ]


def test_every_rule_has_cases() -> None:
    judged = {each.code for each in RULES}
    assert judged == {code for code, *_ in FAILS} == {code for code, _ in PASSES}
