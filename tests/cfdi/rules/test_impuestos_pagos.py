"""Taxes of documents and of payments: CRP20249 to CRP20274.

Limits are vectors of SAT's formula, worked out by hand; sums are worked out beside the case.
"""

from datetime import datetime
from typing import Any

import attrs
import pytest

from cobranza.cfdi import Comprobante
from cobranza.cfdi.pagos import ImpuestosDR, ImpuestosP
from cobranza.cfdi.rules._case import Case
from cobranza.cfdi.rules.impuestos_pagos import RULES
from tests.cfdi.rules.bases import BASES, PAGO, PAGO_USD, D, findings
from tests.cfdi.rules.reps import (
    docto,
    pago,
    pagos_of,
    rep,
    retencion_dr,
    retencion_p,
    taxed,
    traslado_dr,
    traslado_p,
    verdicts,
    with_docto,
    with_pago,
)

EXENTO_DR = traslado_dr(importe_dr=None, tipo_factor_dr="Exento", tasa_o_cuota_dr=None)
EXENTO_P = traslado_p(importe_p=None, tipo_factor_p="Exento", tasa_o_cuota_p=None)
NO_IVA: dict[str, Any] = {
    "total_traslados_base_iva16": None,
    "total_traslados_impuesto_iva16": None,
}


def on(day: str, comprobante: Comprobante) -> Comprobante:
    return attrs.evolve(comprobante, fecha=datetime.fromisoformat(f"{day}T12:00:00"))


@pytest.mark.parametrize("base", BASES)
def test_valid_documents_have_no_findings(base: Comprobante) -> None:
    assert verdicts(RULES, base) == []


class TestRetencionDR:
    """CRP20249-20254."""

    def withheld(self, importe_p: str = "50.00", **changes: Any) -> Comprobante:
        retencion = retencion_dr(**changes)
        return taxed(
            retenciones_dr=(retencion,),
            retenciones_p=(retencion_p(importe_p, retencion.impuesto_dr),),
            total_retenciones_isr=D(importe_p),
        )

    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({}, []),
            # the limits of a base of 0 are 0 and 0.01 x rate: 50.00 is outside as well
            ({"base_dr": "0"}, ["CRP20249", "CRP20254"]),
            ({"base_dr": "-1.00"}, ["CRP20249", "CRP20254"]),
            ({"tipo_factor_dr": "tasa"}, ["CRP20251"]),
            ({"tipo_factor_dr": "Exento"}, ["CRP20252"]),
            ({"tipo_factor_dr": "Cuota"}, ["CRP20253"]),  # ISR has no Cuota
            ({"tasa_o_cuota_dr": D("0.360000"), "base_dr": "138.89"}, ["CRP20253"]),
            ({"tasa_o_cuota_dr": D("0.350000"), "base_dr": "142.86"}, []),
            # 500.00 x 0.1: 499.995 x 0.1 = 49.9995 to 500.005 x 0.1 = 50.0005
            ({"tasa_o_cuota_dr": D("0.1")}, []),
        ],
    )
    def test_attributes(self, changes: dict[str, Any], expected: list[str]) -> None:
        assert verdicts(RULES, self.withheld(**changes)) == expected

    def test_an_unknown_tax_is_unknown_in_both_nodes(self) -> None:
        found = verdicts(RULES, self.withheld(impuesto_dr="004"))
        assert found == ["CRP20250", "CRP20262"]

    @pytest.mark.parametrize(
        ("importe", "expected"),
        [("49.99", []), ("50.01", []), ("49.98", ["CRP20254"]), ("50.02", ["CRP20254"])],
    )
    def test_limits(self, importe: str, expected: list[str]) -> None:
        assert verdicts(RULES, self.withheld(importe, importe_dr=importe)) == expected

    def test_a_rate_that_the_law_gives_with_six_decimals(self) -> None:
        # vector: 15000.00 x 0.106667 is 1600.00 to 1600.01
        for importe, expected in (("1600.00", []), ("1600.01", []), ("1599.99", ["CRP20254"])):
            case = self.withheld(
                importe,
                base_dr="15000.00",
                importe_dr=importe,
                impuesto_dr="002",
                tasa_o_cuota_dr=D("0.106667"),
            )
            comprobante = rep(case, total_retenciones_isr=None, total_retenciones_iva=D(importe))
            assert verdicts(RULES, comprobante) == expected


class TestTrasladoDR:
    """CRP20255-20261."""

    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({"base_dr": "0", "importe_dr": "0.00"}, ["CRP20255"]),
            ({"impuesto_dr": "004"}, ["CRP20256"]),
            ({"tipo_factor_dr": "tasa"}, ["CRP20257"]),
            ({"importe_dr": None}, ["CRP20259"]),
            ({"tasa_o_cuota_dr": None}, ["CRP20259"]),
            ({"tasa_o_cuota_dr": None, "importe_dr": None}, ["CRP20259", "CRP20259"]),
            ({"tasa_o_cuota_dr": D("0.150000"), "importe_dr": "75.00"}, ["CRP20260"]),
            ({"impuesto_dr": "001", "tasa_o_cuota_dr": D("0.160000")}, ["CRP20260"]),
            ({"tasa_o_cuota_dr": D("0.080000"), "importe_dr": "40.00"}, []),
            ({"tasa_o_cuota_dr": D("0.16")}, []),
            ({"impuesto_dr": "003", "tasa_o_cuota_dr": D("0.265"), "importe_dr": "132.50"}, []),
            ({"tipo_factor_dr": "Exento"}, ["CRP20258", "CRP20258"]),
            ({"tipo_factor_dr": "Exento", "importe_dr": None}, ["CRP20258"]),
        ],
    )
    def test_attributes(self, changes: dict[str, Any], expected: list[str]) -> None:
        mine = {"CRP20255", "CRP20256", "CRP20257", "CRP20258", "CRP20259", "CRP20260", "CRP20261"}
        rules = [each for each in RULES if each.code in mine]
        assert verdicts(rules, taxed(traslados_dr=(traslado_dr(**changes),))) == expected

    def test_rates_have_dates(self) -> None:
        # the IEPS quota of fuels was at most 69.5255 in 2025 and is at most 72.1605 since 2026
        cuota = traslado_dr(
            "10.00", "700.00", impuesto_dr="003", tipo_factor_dr="Cuota", tasa_o_cuota_dr=D("70.00")
        )
        total = traslado_p(
            "10.00", "700.00", impuesto_p="003", tipo_factor_p="Cuota", tasa_o_cuota_p=D("70.00")
        )
        comprobante = taxed(traslados_dr=(cuota,), traslados_p=(total,), **NO_IVA)
        assert verdicts(RULES, on("2026-01-01", comprobante)) == []
        assert verdicts(RULES, on("2025-12-31", comprobante)) == ["CRP20260", "CRP20272"]

    @pytest.mark.parametrize(
        ("base", "importe", "expected"),
        [
            # vectors of the formula: 100.00 -> 15.99 to 16.01; 100.005, six decimals, ->
            # 16.000720 to 16.000880; 651.705000 -> 104.272799 to 104.272801, as a PAC answered
            ("100.00", "16.00", []),
            ("100.00", "15.99", []),
            ("100.00", "16.01", []),
            ("100.00", "15.98", ["CRP20261"]),
            ("100.00", "16.02", ["CRP20261"]),
            ("100.005", "16.000720", []),
            ("100.005", "16.000880", []),
            ("100.005", "16.000719", ["CRP20261"]),
            ("100.005", "16.000881", ["CRP20261"]),
            ("651.705000", "104.270000", ["CRP20261"]),
            ("651.705000", "104.27", []),
            ("651.705000", "104.28", []),
            ("651.705000", "104.272799", []),
            ("651.705000", "104.272801", []),
            ("651.705000", "104.272802", ["CRP20261"]),
        ],
    )
    def test_limits(self, base: str, importe: str, expected: list[str]) -> None:
        comprobante = taxed(
            traslados_dr=(traslado_dr(base, importe),), traslados_p=(traslado_p(base, importe),)
        )
        assert verdicts(RULES, comprobante) == expected

    def test_the_message_gives_the_limits(self) -> None:
        comprobante = taxed(
            traslados_dr=(traslado_dr("100.00", "16.02"),),
            traslados_p=(traslado_p("100.00", "16.02"),),
        )
        (finding,) = findings(RULES, comprobante)
        assert finding.message == (
            "«ImporteDR» es 16.02; debe ser de 15.99 a 16.01 = "
            "BaseDR 100.00 x TasaOCuotaDR 0.160000"
        )


class TestRetencionP:
    """CRP20262-20265."""

    def test_one_for_each_tax(self) -> None:
        twice = taxed(
            retenciones_dr=(retencion_dr(),),
            retenciones_p=(retencion_p(), retencion_p()),
            total_retenciones_isr=D("100.00"),
        )
        assert verdicts(RULES, twice) == ["CRP20263"]

    def test_each_payment_has_its_own(self) -> None:
        one = taxed(
            retenciones_dr=(retencion_dr(),),
            retenciones_p=(retencion_p(),),
            total_retenciones_isr=D("100.00"),
        )
        assert verdicts(RULES, rep(one, pagos=pagos_of(one).pago * 2)) == []

    def test_totals(self) -> None:
        both = taxed(
            retenciones_dr=(
                retencion_dr(),
                retencion_dr("500.00", "30.00", impuesto_dr="002", tasa_o_cuota_dr=D("0.060000")),
            ),
            retenciones_p=(retencion_p(), retencion_p("30.00", "002")),
            total_retenciones_isr=D("50.00"),
            total_retenciones_iva=D("30.00"),
        )
        assert verdicts(RULES, both) == []
        none = rep(both, total_retenciones_isr=None, total_retenciones_iva=None)
        assert verdicts(RULES, none) == ["CRP20264"]
        # one there is: the matrix asks for no more, a validator asks for that of each tax
        assert verdicts(RULES, rep(both, total_retenciones_iva=None)) == ["CRP20264?"]
        (finding,) = findings(RULES, rep(both, total_retenciones_iva=None))
        assert finding.message == (
            "Falta en «Totales»: TotalRetencionesIVA; los pagos tienen retenciones"
        )

    @pytest.mark.parametrize(
        ("importe", "expected"),
        [
            ("50.00", []),
            ("50", []),
            ("50.000000", []),
            ("50.01", ["CRP20265?"]),
            ("49.99", ["CRP20265?"]),
            ("50.02", ["CRP20265"]),
            ("0.00", ["CRP20265"]),
        ],
    )
    def test_sums(self, importe: str, expected: list[str]) -> None:
        comprobante = taxed(
            retenciones_dr=(retencion_dr(),),
            retenciones_p=(retencion_p(importe),),
            total_retenciones_isr=D("50.00"),
        )
        assert verdicts(RULES, comprobante) == expected

    def test_a_tax_that_the_payment_does_not_sum_up(self) -> None:
        without = taxed(retenciones_dr=(retencion_dr(),))
        (finding,) = findings(RULES, without)
        assert (finding.code, finding.message) == (
            "CRP20265",
            "Falta un RetencionP de 001: los documentos del pago tienen ese impuesto",
        )
        assert finding.path.endswith("/pago20:Pago[1]/pago20:ImpuestosP")
        neither = taxed(traslados_dr=(), retenciones_dr=(retencion_dr(),), traslados_p=None)
        assert verdicts(RULES, neither) == ["CRP20265?"]

    def test_a_tax_that_no_document_has(self) -> None:
        extra = taxed(retenciones_p=(retencion_p(),), total_retenciones_isr=D("50.00"))
        assert verdicts(RULES, extra) == ["CRP20265"]


class TestTrasladoP:
    """CRP20266-20274."""

    def test_only_exempt(self) -> None:
        right = taxed(
            traslados_dr=(EXENTO_DR,),
            traslados_p=(EXENTO_P,),
            **NO_IVA,
            total_traslados_base_iva_exento=D("500.00"),
        )
        assert verdicts(RULES, right) == []
        wrong = attrs.evolve(EXENTO_P, tasa_o_cuota_p=D("0.000000"), importe_p=D("0.00"))
        # the key of wrong has a rate, that of the document has none: their sums are not compared
        found = verdicts(
            RULES,
            taxed(
                traslados_dr=(EXENTO_DR,),
                traslados_p=(wrong,),
                **NO_IVA,
                total_traslados_base_iva_exento=D("500.00"),
            ),
        )
        assert found == ["CRP20266", "CRP20266", "CRP20269", "CRP20269?"]

    def test_exempt_beside_others(self) -> None:
        wrong = attrs.evolve(EXENTO_P, importe_p=D("0.00"))
        comprobante = taxed(
            traslados_dr=(traslado_dr(), EXENTO_DR),
            traslados_p=(traslado_p(), wrong),
            total_traslados_base_iva_exento=D("500.00"),
        )
        assert verdicts(RULES, comprobante) == ["CRP20266?"]

    def test_totals_of_bases(self) -> None:
        assert verdicts(RULES, rep(total_traslados_base_iva16=None)) == ["CRP20267"]
        other = rep(total_traslados_base_iva16=None, total_traslados_base_iva8=D("0.00"))
        assert verdicts(RULES, other) == ["CRP20267?"]

    def test_totals_of_taxes(self) -> None:
        assert verdicts(RULES, rep(total_traslados_impuesto_iva16=None)) == ["CRP20273"]
        other = rep(total_traslados_impuesto_iva16=None, total_traslados_impuesto_iva0=D("0.00"))
        assert verdicts(RULES, other) == ["CRP20273?"]

    def test_totals_are_of_iva_only(self) -> None:
        ieps = {"impuesto_dr": "003", "tasa_o_cuota_dr": D("0.080000")}
        comprobante = taxed(
            traslados_dr=(traslado_dr("500.00", "40.00", **ieps),),
            traslados_p=(
                traslado_p("500.00", "40.00", impuesto_p="003", tasa_o_cuota_p=D("0.080000")),
            ),
            **NO_IVA,
        )
        assert verdicts(RULES, comprobante) == []

    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({"impuesto_p": "004"}, ["CRP20268", "CRP20268?", "CRP20270", "CRP20274"]),
            (
                {"tasa_o_cuota_p": D("0.150000")},
                ["CRP20268", "CRP20268?", "CRP20272", "CRP20274"],
            ),
            ({"tasa_o_cuota_p": D("0.16")}, []),
            ({"importe_p": None}, ["CRP20274?"]),
        ],
    )
    def test_attributes(self, changes: dict[str, Any], expected: list[str]) -> None:
        assert verdicts(RULES, taxed(traslados_p=(traslado_p(**changes),))) == expected

    def test_one_for_each_rate(self) -> None:
        twice = (traslado_p(), traslado_p(tasa_o_cuota_p=D("0.16")))
        assert verdicts(RULES, taxed(traslados_p=twice)) == ["CRP20271"]
        (finding,) = findings(RULES, taxed(traslados_p=twice))
        assert finding.message.startswith("«TrasladoP» repite 002 Tasa 0.16; ")

    def test_a_payment_that_sums_nothing_up(self) -> None:
        assert verdicts(RULES, with_pago(impuestos_p=None)) == ["CRP20268?"]
        assert verdicts(RULES, with_pago(impuestos_p=ImpuestosP())) == ["CRP20268?"]

    def test_a_document_without_taxes(self) -> None:
        bare = with_docto(objeto_imp_dr="01", impuestos_dr=None)
        assert verdicts(RULES, bare) == ["CRP20268", "CRP20274"]
        assert verdicts(RULES, with_pago(bare, impuestos_p=None)) == []
        assert verdicts(RULES, with_docto(impuestos_dr=ImpuestosDR())) == ["CRP20268", "CRP20274"]


class TestSums:
    """CRP20268, 20269 and 20274: the sum of what is printed in the documents, converted."""

    @pytest.mark.parametrize(
        ("base", "importe", "expected"),
        [
            ("500.00", "80.00", []),
            ("500", "80", []),
            ("500.01", "80.00", ["CRP20268?"]),
            ("500.02", "80.00", ["CRP20268"]),
            ("499.99", "80.00", ["CRP20268?"]),
            ("499.98", "80.00", ["CRP20268"]),
            ("500.00", "79.99", ["CRP20274?"]),
            ("500.00", "80.02", ["CRP20274"]),
            ("500.000001", "80.00", ["CRP20268?"]),
            ("500.000002", "80.00", ["CRP20268"]),
            # one unit of the last decimal printed, which here are whole pesos
            ("501", "80", ["CRP20268?"]),
            ("502", "80", ["CRP20268"]),
        ],
    )
    def test_one_document(self, base: str, importe: str, expected: list[str]) -> None:
        assert verdicts(RULES, taxed(traslados_p=(traslado_p(base, importe),))) == expected

    def test_only_exempt_is_crp20269(self) -> None:
        for base, expected in (("500.00", []), ("500.01", ["CRP20269?"]), ("501.00", ["CRP20269"])):
            comprobante = taxed(
                traslados_dr=(EXENTO_DR,),
                traslados_p=(attrs.evolve(EXENTO_P, base_p=D(base)),),
                **NO_IVA,
                total_traslados_base_iva_exento=D(base),
            )
            assert verdicts(RULES, comprobante) == expected

    EUROS = ("100000.00", "1.329310"), ("1773309.77", "23.5728")
    """SAT's example: 100000.00 USD and 1773309.77 MXN are 150453.9442 EUR."""

    def in_euros(self, base_p: str) -> Comprobante:
        documents = tuple(
            docto(
                PAGO_USD,
                moneda_dr=moneda,
                equivalencia_dr=D(rate),
                impuestos_dr=ImpuestosDR(
                    traslados_dr=(traslado_dr(base, "0.00", tasa_o_cuota_dr=D("0.000000")),)
                ),
            )
            for (base, rate), moneda in zip(self.EUROS, ("USD", "MXN"), strict=True)
        )
        sums = ImpuestosP(traslados_p=(traslado_p(base_p, "0.00", tasa_o_cuota_p=D("0.000000")),))
        payment = pago(PAGO_USD, moneda_p="EUR", docto_relacionado=documents, impuestos_p=sums)
        return rep(
            PAGO_USD,
            pagos=[payment],
            **NO_IVA,
            total_traslados_base_iva0=D(0),
            total_traslados_impuesto_iva0=D(0),
        )

    @pytest.mark.parametrize(
        ("base", "expected"),
        [
            # 75226.997464 + 75226.946735 = 150453.9442000...
            ("150453.9442", []),
            ("150453.944", []),
            ("150453.94", []),  # rounded and truncated are the same here
            ("150453.95", []),  # rounded up: above the sum, as is asked since September 2026
            ("150453.96", ["CRP20268"]),
            ("150453.93", ["CRP20268?"]),  # truncated document by document
            ("150453.92", ["CRP20268"]),
            ("150453.9", ["CRP20268?"]),
        ],
    )
    def test_the_example_of_sat(self, base: str, expected: list[str]) -> None:
        assert verdicts(RULES, self.in_euros(base)) == expected

    def test_rounding_document_by_document(self) -> None:
        # Each 1.00 / 3 is 0.3333...: five are 1.6666..., rounded one by one 5 x 0.33 = 1.65.
        document = docto(
            PAGO_USD,
            equivalencia_dr=D(3),
            impuestos_dr=ImpuestosDR(traslados_dr=(traslado_dr("1.00", "0.16"),)),
        )
        for base, expected in (
            ("1.67", []),
            ("1.66", []),
            ("1.666667", []),
            ("1.65", ["CRP20268?"]),
            ("1.70", ["CRP20268?"]),  # 5 x 0.34, each rounded up
            ("1.64", ["CRP20268"]),
        ):
            sums = ImpuestosP(traslados_p=(traslado_p(base, "0.266667"),))
            five = with_pago(PAGO_USD, docto_relacionado=(document,) * 5, impuestos_p=sums)
            assert verdicts(RULES, five) == expected

    def test_a_payment_that_cannot_be_converted_is_not_summed_up(self) -> None:
        assert verdicts(RULES, with_docto(PAGO_USD, equivalencia_dr=None)) == []
        assert verdicts(RULES, with_docto(PAGO_USD, equivalencia_dr=D(0))) == []
        withheld = taxed(
            retenciones_dr=(retencion_dr(),),
            retenciones_p=(retencion_p(),),
            total_retenciones_isr=D("50.00"),
        )
        unknown = docto(withheld, moneda_dr="USD", equivalencia_dr=None)
        assert verdicts(RULES, with_pago(withheld, docto_relacionado=(unknown,))) == []

    def test_an_equivalencia_between_equal_currencies_is_one(self) -> None:
        assert verdicts(RULES, with_docto(equivalencia_dr=D(20))) == []
        assert verdicts(RULES, with_docto(equivalencia_dr=None)) == []

    def test_a_base_below_the_sum_since_september_2026(self) -> None:
        # A PAC's answer: BaseP 16025.98, "valores minimos permitidos: 16025.986896"
        importe = "2564.157903"  # 16025.986896 x 0.16 = 2564.15790336
        for base, expected in (
            ("16025.98", ["CRP20268?"]),
            ("16025.99", []),
            ("16025.986896", []),
            ("16025.98689", ["CRP20268?"]),
        ):
            comprobante = taxed(
                traslados_dr=(traslado_dr("16025.986896", importe),),
                traslados_p=(traslado_p(base, importe),),
            )
            assert verdicts(RULES, on("2026-09-14", comprobante)) == []
            assert verdicts(RULES, on("2026-09-15", comprobante)) == expected

    def test_the_minimum_is_of_bases_alone_and_in_six_decimals(self) -> None:
        comprobante = on("2026-09-15", self.in_euros("150453.944200"))
        exact = D("100000.00") / D("1.329310") + D("1773309.77") / D("23.5728")
        assert D("150453.944200") < exact < D("150453.944201")
        assert verdicts(RULES, comprobante) == []
        late = taxed(
            traslados_dr=(traslado_dr("500.005", "80.000800"),),
            traslados_p=(traslado_p("500.005", "80.00"),),
        )
        assert verdicts(RULES, on("2026-09-15", late)) == []

    def test_the_messages(self) -> None:
        (error,) = findings(RULES, taxed(traslados_p=(traslado_p("501.00", "80.00"),)))
        assert error.message == (
            "«BaseP» es 501.00; debe ser 500.00, la suma de BaseDR / EquivalenciaDR de los "
            "documentos"
        )
        (late,) = findings(
            RULES,
            on(
                "2026-09-15",
                taxed(
                    traslados_dr=(traslado_dr("500.004", "80.000640"),),
                    traslados_p=(traslado_p("500.00", "80.000640"),),
                ),
            ),
        )
        assert late.message == (
            "«BaseP» es 500.00; hay PAC que no la admiten menor que 500.004, la suma de BaseDR / "
            "EquivalenciaDR de los documentos"
        )


def test_a_payment_without_documents() -> None:
    case = Case(with_pago(docto_relacionado=()))
    found = [each.code for rule in RULES if rule.judge for each in rule.judge(case)]
    assert found == ["CRP20268", "CRP20274"]


def test_a_type_p_without_complement_has_nothing_to_judge() -> None:
    assert verdicts(RULES, attrs.evolve(PAGO, complemento=())) == []
