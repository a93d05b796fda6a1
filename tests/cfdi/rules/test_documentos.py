"""DoctoRelacionado: CRP20236 to CRP20248 and CRP20275 to CRP20279."""

from datetime import datetime
from typing import Any

import attrs
import pytest

from cobranza.cfdi import Comprobante
from cobranza.cfdi.pagos import ImpuestosDR
from cobranza.cfdi.rules._case import Case
from cobranza.cfdi.rules.documentos import RULES
from tests.cfdi.rules.bases import BASES, PAGO, PAGO_USD, D, findings
from tests.cfdi.rules.reps import (
    docto,
    rep,
    retencion_dr,
    traslado_dr,
    verdicts,
    with_docto,
    with_pago,
)

EMPTY = ImpuestosDR()
IVA = ImpuestosDR(traslados_dr=(traslado_dr(),))
IEPS = ImpuestosDR(traslados_dr=(traslado_dr(impuesto_dr="003"),))
ISR_WITHHELD = ImpuestosDR(retenciones_dr=(retencion_dr(),))


def on(day: str, comprobante: Comprobante) -> Comprobante:
    return attrs.evolve(comprobante, fecha=datetime.fromisoformat(f"{day}T12:00:00"))


@pytest.mark.parametrize("base", BASES)
def test_valid_documents_have_no_findings(base: Comprobante) -> None:
    assert verdicts(RULES, base) == []


class TestMoneda:
    """CRP20236-20238: MonedaDR and EquivalenciaDR."""

    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({"moneda_dr": "XXX"}, ["CRP20236"]),
            ({"moneda_dr": "USD", "equivalencia_dr": None}, ["CRP20237"]),
            ({"moneda_dr": "USD", "equivalencia_dr": D("0.0500000000")}, ["CRP20276"]),
            ({"equivalencia_dr": D("20")}, ["CRP20238"]),
            ({"equivalencia_dr": D("1.0000000000")}, ["CRP20238?"]),
            ({"equivalencia_dr": D("1.0")}, ["CRP20238?"]),
            ({"equivalencia_dr": None}, ["CRP20238?"]),
        ],
    )
    def test_in_a_payment_in_mxn(self, changes: dict[str, Any], expected: list[str]) -> None:
        # 580.00 USD at 0.05 USD for one MXN are 11600.00 MXN, more than the 580.00 paid
        assert verdicts(RULES, with_docto(**changes)) == expected

    def test_another_currency_without_equivalencia(self) -> None:
        (finding,) = findings(RULES, with_docto(PAGO_USD, equivalencia_dr=None))
        assert finding.code == "CRP20237"
        assert finding.message == (
            "Falta «EquivalenciaDR», obligatorio porque MonedaDR MXN no es MonedaP USD"
        )


class TestSaldos:
    """CRP20239-20244: ImpSaldoInsoluto = ImpSaldoAnt - ImpPagado, in decimals of MonedaDR."""

    @pytest.mark.parametrize(
        ("ant", "pagado", "insoluto", "expected"),
        [
            ("1160.00", "580.00", "580.00", []),
            ("580.00", "580.00", "0", []),
            ("580.0", "580", "0.0", []),
            ("1160.00", "580.00", "579.99", ["CRP20244"]),
            ("1160.00", "580.00", "0.00", ["CRP20244"]),
            ("500.00", "580.00", "0.00", ["CRP20244"]),
            ("500.00", "580.00", "-80.00", ["CRP20244"]),
            ("0.00", "0.00", "0.00", ["CRP20239", "CRP20241"]),
            ("-1.00", "-1.00", "0.00", ["CRP20239", "CRP20241"]),
            ("1160.000", "580.00", "580.00", ["CRP20240"]),
            ("1160.00", "580.000", "580.00", ["CRP20242"]),
            ("1160.00", "580.00", "580.000", ["CRP20243"]),
            ("1160.005", "580.00", "580.005", ["CRP20240", "CRP20243"]),
        ],
    )
    def test_saldos(self, ant: str, pagado: str, insoluto: str, expected: list[str]) -> None:
        comprobante = with_docto(
            imp_saldo_ant=D(ant), imp_pagado=D(pagado), imp_saldo_insoluto=D(insoluto)
        )
        assert verdicts(RULES, comprobante) == expected

    def test_yen_have_no_decimals_and_an_unknown_currency_has_no_rule(self) -> None:
        yen: dict[str, Any] = {"moneda_dr": "JPY", "equivalencia_dr": D("20.0000000000")}
        assert verdicts(RULES, with_docto(**yen)) == ["CRP20240", "CRP20242", "CRP20243"]
        unknown: dict[str, Any] = {"moneda_dr": "ZZZ", "equivalencia_dr": D("20.0000000000")}
        assert verdicts(RULES, with_docto(**unknown)) == []

    def test_the_messages_show_the_difference(self) -> None:
        (wrong,) = findings(RULES, with_docto(imp_saldo_insoluto=D("579.99")))
        assert wrong.message == (
            "«ImpSaldoInsoluto» es 579.99; debe ser 580.00 = ImpSaldoAnt 1160.00 - ImpPagado 580.00"
        )
        (over,) = findings(RULES, with_docto(imp_saldo_ant=D("500.00")))
        assert over.message == (
            "«ImpSaldoInsoluto» es 580.00; ImpSaldoAnt 500.00 - ImpPagado 580.00 = -80.00: "
            "se paga más de lo que se debía"
        )

    def test_every_document_is_judged(self) -> None:
        bad = docto(imp_saldo_insoluto=D("0.00"))
        found = findings(RULES, with_pago(docto_relacionado=(docto(), bad, bad)))
        assert [each.path.rpartition("pago20:")[2] for each in found] == [
            "DoctoRelacionado[2]/@ImpSaldoInsoluto",
            "DoctoRelacionado[3]/@ImpSaldoInsoluto",
        ]


class TestObjetoImp:
    """CRP20245-20248, 20278 and 20279: ObjetoImpDR and what taxes go with it."""

    @pytest.mark.parametrize(
        ("objeto", "taxes", "expected"),
        [
            ("09", None, ["CRP20245"]),
            ("02", None, ["CRP20246"]),
            ("02", IVA, []),
            ("02", EMPTY, ["CRP20248"]),
            ("01", None, []),
            ("01", IVA, ["CRP20247"]),
            ("03", IVA, ["CRP20247"]),
            ("04", IVA, ["CRP20247"]),
            ("05", ISR_WITHHELD, ["CRP20247"]),
            ("05", EMPTY, ["CRP20247", "CRP20248"]),
            ("06", None, []),
            ("06", ISR_WITHHELD, []),
            ("06", IVA, ["CRP20278"]),
            ("08", IEPS, ["CRP20278"]),
            (
                "08",
                ImpuestosDR(
                    traslados_dr=(traslado_dr(), traslado_dr(impuesto_dr="003")),
                    retenciones_dr=(retencion_dr(impuesto_dr="002"),),
                ),
                ["CRP20278", "CRP20278", "CRP20278"],
            ),
            ("07", IEPS, []),
            (
                "07",
                ImpuestosDR(
                    traslados_dr=IEPS.traslados_dr,
                    retenciones_dr=(retencion_dr(), retencion_dr(impuesto_dr="003")),
                ),
                [],
            ),
            ("07", None, ["CRP20279"]),
            ("07", ISR_WITHHELD, ["CRP20279"]),
            ("07", IVA, ["CRP20279", "CRP20279"]),
        ],
    )
    def test_taxes(self, objeto: str, taxes: ImpuestosDR | None, expected: list[str]) -> None:
        comprobante = with_docto(objeto_imp_dr=objeto, impuestos_dr=taxes)
        assert verdicts(RULES, comprobante) == expected

    @pytest.mark.parametrize(
        ("day", "objeto", "expected"),
        [
            ("2022-10-06", "04", ["CRP20245"]),
            ("2022-10-07", "04", []),
            ("2023-12-05", "05", ["CRP20245"]),
            ("2023-12-06", "05", []),
            ("2024-12-12", "06", ["CRP20245"]),
            ("2024-12-13", "06", []),
        ],
    )
    def test_keys_have_dates(self, day: str, objeto: str, expected: list[str]) -> None:
        comprobante = with_docto(objeto_imp_dr=objeto, impuestos_dr=None)
        assert verdicts(RULES, on(day, comprobante)) == expected

    def test_the_rules_of_06_to_08_begin_with_their_keys(self) -> None:
        comprobante = with_docto(objeto_imp_dr="06", impuestos_dr=IVA)
        assert verdicts(RULES, on("2024-12-12", comprobante)) == ["CRP20245"]
        assert verdicts(RULES, on("2024-12-13", comprobante)) == ["CRP20278"]


class TestMargin:
    """CRP20276 and 20277: the limits of what is paid in other currencies.

    1000.00 / 19.5000 is 51.28 to 51.29 (vector of the technical standard):
    999.995 / 19.50005 = 51.2816..., 1000.005 / 19.49995 = 51.2824...
    """

    def one(self, monto: str, *, equivalencia: str = "19.5000", **changes: Any) -> Comprobante:
        return with_pago(
            PAGO_USD,
            monto=D(monto),
            docto_relacionado=(
                docto(
                    PAGO_USD,
                    imp_saldo_ant=D("1000.00"),
                    imp_pagado=D("1000.00"),
                    equivalencia_dr=D(equivalencia),
                    **changes,
                ),
            ),
        )

    @pytest.mark.parametrize(
        ("monto", "expected"),
        [("51.28", []), ("51.29", []), ("60.00", []), ("51.27", ["CRP20276"]), ("1", ["CRP20276"])],
    )
    def test_one_document(self, monto: str, expected: list[str]) -> None:
        assert verdicts(RULES, self.one(monto)) == expected

    def test_the_message_gives_the_limits(self) -> None:
        (finding,) = findings(RULES, self.one("51.27"))
        assert finding.message == (
            "«Monto» es 51.27 USD; los ImpPagado, convertidos con EquivalenciaDR, suman de "
            "51.28 a 51.29"
        )
        assert finding.expected == "51.28 a 51.29"

    def test_the_code_is_of_revision_b(self) -> None:
        assert verdicts(RULES, on("2024-01-14", self.one("51.27"))) == []
        assert verdicts(RULES, on("2024-01-15", self.one("51.27"))) == ["CRP20276"]

    @pytest.mark.parametrize(
        ("monto", "expected"),
        [
            # 500.00 USD + 1000.00 MXN / 19.5000. With ten decimals the 1 gives 499.99 to 500.01, so
            # 551.27 to 551.30 in all; without decimals 333.33 to 1000.01, so 384.61 to 1051.30.
            ("551.29", []),
            ("551.28", []),
            ("551.27", []),
            ("551.26", ["CRP20277"]),
            ("384.61", ["CRP20277"]),
            ("384.60", ["CRP20276"]),
        ],
    )
    def test_with_a_document_in_the_currency_of_the_payment(
        self, monto: str, expected: list[str]
    ) -> None:
        converted = docto(
            PAGO_USD,
            imp_saldo_ant=D("1000.00"),
            imp_pagado=D("1000.00"),
            equivalencia_dr=D("19.5000"),
            imp_saldo_insoluto=D("0.00"),
        )
        same = attrs.evolve(
            converted,
            moneda_dr="USD",
            equivalencia_dr=D(1),
            imp_saldo_ant=D("500.00"),
            imp_pagado=D("500.00"),
        )
        comprobante = with_pago(PAGO_USD, monto=D(monto), docto_relacionado=(same, converted))
        assert verdicts(RULES, comprobante) == expected

    @pytest.mark.parametrize("equivalencia", ["0", "-20", "0.00000000001"])
    def test_an_equivalencia_that_cannot_divide_is_left_to_the_schema(
        self, equivalencia: str
    ) -> None:
        assert verdicts(RULES, self.one("51.27", equivalencia=equivalencia)) == []

    def test_an_unknown_currency_has_no_decimals_to_round_to(self) -> None:
        unknown = with_pago(self.one("51.27"), moneda_p="ZZZ")
        assert verdicts(RULES, unknown) == []
        both = docto(self.one("51.27"))
        mixed = with_pago(
            unknown,
            moneda_p="ZZZ",
            monto=D("1.00"),
            docto_relacionado=(both, attrs.evolve(both, moneda_dr="ZZZ", equivalencia_dr=D(1))),
        )
        assert verdicts(RULES, mixed) == []

    def test_a_payment_without_documents(self) -> None:
        case = Case(rep(with_pago(docto_relacionado=())))
        assert [each for rule in RULES if rule.judge for each in rule.judge(case)] == []

    def test_what_no_document_can_break_is_registered_only(self) -> None:
        assert [each.code for each in RULES if each.judge is None] == ["CRP20275"]


def test_a_type_p_without_complement_has_nothing_to_judge() -> None:
    assert verdicts(RULES, attrs.evolve(PAGO, complemento=())) == []
