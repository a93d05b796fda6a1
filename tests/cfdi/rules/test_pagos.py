"""Totales and Pago: CRP20201 to CRP20235, and CRP20999.

Amounts are products and sums of two or three numbers, worked out beside the case.
"""

from decimal import localcontext
from typing import Any

import attrs
import pytest

from cobranza.cfdi import Comprobante, Impuestos
from cobranza.cfdi.pagos import Totales
from cobranza.cfdi.rules._case import Case, Lists, Taxpayer
from cobranza.cfdi.rules.pagos import RULES
from tests.cfdi.rules.bases import BASES, FECHA, INGRESO, PAGO, PAGO_USD, D, findings
from tests.cfdi.rules.reps import (
    docto,
    pago,
    pagos_of,
    rep,
    retencion_p,
    taxed,
    traslado_p,
    verdicts,
    with_docto,
    with_pago,
    with_pagos,
)

CHAIN = {"tipo_cad_pago": "01", "cert_pago": "Y2Vy", "cad_pago": "||1||", "sello_pago": "c2Vs"}
SPEI = "012345678901234567"


@pytest.mark.parametrize("base", BASES)
def test_valid_documents_have_no_findings(base: Comprobante) -> None:
    assert verdicts(RULES, base) == []


class TestTotales:
    """CRP20201-20211: each total is the rounded sum of its amounts x TipoCambioP, in MXN."""

    ALL = taxed(
        traslados_p=(
            traslado_p("500.00", "80.00"),
            traslado_p("300.00", "24.00", tasa_o_cuota_p=D("0.080000")),
            traslado_p("200.00", "0.00", tasa_o_cuota_p=D("0.000000")),
            traslado_p("100.00", None, tipo_factor_p="Exento", tasa_o_cuota_p=None),
            traslado_p("400.00", "32.00", impuesto_p="003", tasa_o_cuota_p=D("0.080000")),
        ),
        retenciones_p=(
            retencion_p("60.00", "002"),
            retencion_p("50.00", "001"),
            retencion_p("8.00", "003"),
        ),
        total_retenciones_iva=D("60.00"),
        total_retenciones_isr=D("50.00"),
        total_retenciones_ieps=D("8.00"),
        total_traslados_base_iva16=D("500.00"),
        total_traslados_impuesto_iva16=D("80.00"),
        total_traslados_base_iva8=D("300.00"),
        total_traslados_impuesto_iva8=D("24.00"),
        total_traslados_base_iva0=D("200.00"),
        total_traslados_impuesto_iva0=D("0.00"),
        total_traslados_base_iva_exento=D("100.00"),
    )
    CODES = (
        ("total_retenciones_iva", "CRP20201"),
        ("total_retenciones_isr", "CRP20202"),
        ("total_retenciones_ieps", "CRP20203"),
        ("total_traslados_base_iva16", "CRP20204"),
        ("total_traslados_impuesto_iva16", "CRP20205"),
        ("total_traslados_base_iva8", "CRP20206"),
        ("total_traslados_impuesto_iva8", "CRP20207"),
        ("total_traslados_base_iva0", "CRP20208"),
        ("total_traslados_impuesto_iva0", "CRP20209"),
        ("total_traslados_base_iva_exento", "CRP20210"),
        ("monto_total_pagos", "CRP20211"),
    )

    def test_all_totals_right(self) -> None:
        assert verdicts(RULES, self.ALL) == []

    @pytest.mark.parametrize(("field", "code"), CODES)
    def test_a_cent_more_is_an_error(self, field: str, code: str) -> None:
        right = getattr(pagos_of(self.ALL).totales, field)
        assert verdicts(RULES, rep(self.ALL, **{field: right + D("0.01")})) == [code]

    @pytest.mark.parametrize(("field", "code"), CODES[:-1])
    def test_a_total_of_nothing_is_zero(self, field: str, code: str) -> None:
        assert verdicts(RULES, rep(PAGO_USD, total_traslados_base_iva16=None)) == []
        bare = attrs.evolve(pagos_of(PAGO).pago[0], impuestos_p=None)
        only = Totales(monto_total_pagos=D("580.00"))
        for amount, expected in (("0.00", []), ("1.00", [code])):
            changes: dict[str, Any] = {field: D(amount)}
            totales = attrs.evolve(only, **changes)
            complement = attrs.evolve(pagos_of(PAGO), totales=totales, pago=(bare,))
            assert verdicts(RULES, with_pagos(PAGO, complement)) == expected

    @pytest.mark.parametrize(
        ("printed", "expected"),
        [
            # 0.862068 x 25.00 = 21.5517, of a PAC's own examples, which print 21.6
            ("21.55", []),
            ("21.56", ["CRP20204?"]),  # rounded up
            ("21.6", ["CRP20204?"]),  # rounded to the decimals that are printed
            ("21.5", ["CRP20204?"]),  # truncated to them
            ("22", ["CRP20204?"]),
            ("21.54", ["CRP20204"]),
            ("21.57", ["CRP20204"]),
            ("21.7", ["CRP20204"]),
        ],
    )
    def test_rounding(self, printed: str, expected: list[str]) -> None:
        # 58.00 x 25.00 = 1450.00; 0.137931 x 25.00 = 3.448275
        comprobante = taxed(
            rep(PAGO_USD, pagos=[pago(PAGO_USD, tipo_cambio_p=D("25.00"))]),
            traslados_p=(traslado_p("0.862068", "0.137931"),),
            total_traslados_base_iva16=D(printed),
            total_traslados_impuesto_iva16=D("3.45"),
            monto_total_pagos=D("1450.00"),
        )
        assert verdicts(RULES, comprobante) == expected

    def test_payments_in_several_currencies(self) -> None:
        # 580.00 + 58.00 x 20.00 = 1740.00; 500.00 + 50 x 20.00 = 1500.00; 80.00 + 8 x 20.00 = 240
        both = [*pagos_of(PAGO).pago, *pagos_of(PAGO_USD).pago]
        right = rep(
            pagos=both,
            total_traslados_base_iva16=D("1500.00"),
            total_traslados_impuesto_iva16=D("240.00"),
            monto_total_pagos=D("1740.00"),
        )
        assert verdicts(RULES, right) == []
        assert verdicts(RULES, rep(right, monto_total_pagos=D("638.00"))) == ["CRP20211"]

    def test_a_payment_without_rate_has_no_totals_to_compare(self) -> None:
        assert verdicts(RULES, with_pago(PAGO_USD, tipo_cambio_p=None)) == ["CRP20214"]

    def test_a_wrong_rate_for_mxn_does_not_spoil_the_totals(self) -> None:
        assert verdicts(RULES, with_pago(tipo_cambio_p=D("20"))) == ["CRP20215"]

    def test_the_message_shows_the_products(self) -> None:
        (finding,) = findings(RULES, rep(PAGO_USD, monto_total_pagos=D("1000.00")))
        assert finding.message == (
            "«MontoTotalPagos» es 1000.00; debe ser 1160.00 = 58.00 x 20.00: "
            "Monto de los pagos por TipoCambioP"
        )
        assert (finding.value, finding.expected) == ("1000.00", "1160.00")

    def test_the_message_of_many_payments_shows_their_sum(self) -> None:
        many = rep(pagos=pagos_of(PAGO).pago * 5)
        found = {each.code: each.message for each in findings(RULES, many)}
        assert found["CRP20211"].startswith(
            "«MontoTotalPagos» es 580.00; debe ser 2900.00 = 2900.00:"
        )

    def test_the_context_of_the_caller_is_of_no_account(self) -> None:
        big = rep(pagos=[pago(monto=D("123456789012.34"))], monto_total_pagos=D("123456789012.34"))
        with localcontext(prec=4):
            assert verdicts(RULES, big) == []

    def test_every_complement_has_totals_of_its_own(self) -> None:
        second = rep(PAGO_USD, monto_total_pagos=D("1.00"))
        comprobante = with_pagos(PAGO, pagos_of(PAGO), pagos_of(second))
        (finding,) = findings(RULES, comprobante)
        assert finding.path == (
            "(/cfdi:Comprobante/cfdi:Complemento/pago20:Pagos)[2]/pago20:Totales/@MontoTotalPagos"
        )


class TestMoneda:
    """CRP20213-20216: MonedaP and TipoCambioP."""

    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({"moneda_p": "XXX"}, ["CRP20213"]),
            ({"tipo_cambio_p": D("1.00")}, ["CRP20215?"]),
            ({"tipo_cambio_p": D("17.50")}, ["CRP20215"]),
            ({"tipo_cambio_p": None}, ["CRP20215"]),
            ({"moneda_p": "ZZZ"}, ["CRP20999"]),
        ],
    )
    def test_mxn(self, changes: dict[str, Any], expected: list[str]) -> None:
        assert verdicts(RULES, with_pago(**changes)) == expected

    def test_another_currency_needs_a_rate(self) -> None:
        (finding,) = findings(RULES, with_pago(PAGO_USD, tipo_cambio_p=None))
        assert finding.code == "CRP20214"
        assert finding.message == "Falta «TipoCambioP», obligatorio con MonedaP USD"

    def test_the_limits_that_take_a_confirmacion_are_registered_only(self) -> None:
        waiting = [each.code for each in RULES if each.judge is None]
        assert waiting == ["CRP20216", "CRP20220"]
        assert all("Confirmacion" in str(each.needs) for each in RULES if each.judge is None)


class TestMonto:
    """CRP20217-20219: Monto."""

    @pytest.mark.parametrize(
        ("monto", "expected"),
        [
            ("580.00", []),
            ("600.00", []),  # an advance: more than what is applied
            ("579.99", ["CRP20217"]),  # no margin within one currency
            ("580.000", ["CRP20219"]),
            ("580", []),
            ("0.00", ["CRP20217", "CRP20218"]),
            ("-1.00", ["CRP20217", "CRP20218"]),
        ],
    )
    def test_monto(self, monto: str, expected: list[str]) -> None:
        comprobante = rep(with_pago(monto=D(monto)), monto_total_pagos=D(monto))
        assert verdicts(RULES, comprobante) == expected

    def test_the_sum_is_of_all_documents(self) -> None:
        twice = with_pago(docto_relacionado=(docto(), docto()))
        (finding,) = findings(RULES, twice)
        assert finding.message == (
            "«Monto» es 580.00; los documentos suman un ImpPagado de 1160.00, 580.00 más"
        )

    def test_with_a_document_in_another_currency_it_is_for_another_rule(self) -> None:
        mixed = with_pago(
            docto_relacionado=(docto(), docto(moneda_dr="USD", equivalencia_dr=D("0.05")))
        )
        assert verdicts(RULES, mixed) == []

    def test_a_payment_without_documents(self) -> None:
        case = Case(with_pago(docto_relacionado=()))
        assert [each for rule in RULES if rule.judge for each in rule.judge(case)] == []

    def test_yen_have_no_decimals(self) -> None:
        yen = with_pago(PAGO_USD, moneda_p="JPY", monto=D("58.0"))
        assert verdicts(RULES, yen) == ["CRP20219"]


class TestFormaDePago:
    """CRP20212 and CRP20221-20235: what bank data goes with which form (c_FormaPago)."""

    @pytest.mark.parametrize(
        ("forma", "changes", "expected"),
        [
            ("99", {}, ["CRP20212"]),
            ("99", {"cta_ordenante": "1234567890"}, ["CRP20212"]),
            ("77", {"cta_ordenante": "1234567890"}, ["CRP20999"]),
            ("01", {}, []),
            ("01", {"rfc_emisor_cta_ord": "XIA190128J61"}, ["CRP20221"]),
            ("17", {"rfc_emisor_cta_ord": "XEXX010101000"}, ["CRP20221"]),
            ("06", {"rfc_emisor_cta_ord": "XIA190128J61"}, []),
            ("03", {"rfc_emisor_cta_ord": "XEXX010101000"}, ["CRP20223"]),
            ("03", {"rfc_emisor_cta_ord": "XEXX010101000", "nom_banco_ord_ext": "BANK"}, []),
            # the catalog does not ask for the name with 05 and 06; the matrix excepts nobody
            ("05", {"rfc_emisor_cta_ord": "XEXX010101000"}, ["CRP20223?"]),
            ("01", {"cta_ordenante": "1234567890"}, ["CRP20224"]),
            ("02", {"cta_ordenante": "12345678901"}, []),
            ("02", {"cta_ordenante": "1234567890"}, ["CRP20225"]),
            ("03", {"cta_ordenante": "1234567890"}, []),
            ("03", {"cta_ordenante": "12345678901"}, ["CRP20225"]),
            ("03", {"cta_ordenante": "1234567890123456"}, []),
            ("04", {"cta_ordenante": "1234567890123456"}, []),
            ("04", {"cta_ordenante": SPEI}, ["CRP20225"]),
            ("05", {"cta_ordenante": "MONEDERO_01"}, []),
            ("06", {"cta_ordenante": "1234567890"}, []),
            ("06", {"cta_ordenante": SPEI}, ["CRP20225"]),
            ("28", {"cta_ordenante": "123456789012345"}, ["CRP20225"]),
            ("29", {"cta_ordenante": "123456789012345"}, []),
            ("03", {"cta_beneficiario": SPEI}, []),
            ("03", {"cta_beneficiario": "1234567890123456"}, ["CRP20226"]),
            ("02", {"cta_beneficiario": "1234567890123456"}, []),
            ("01", {"rfc_emisor_cta_ben": "XIA190128J61"}, ["CRP20227"]),
            ("03", {"rfc_emisor_cta_ben": "XIA190128J61"}, []),
            # the matrix names 06, the catalog does not admit it
            ("06", {"rfc_emisor_cta_ben": "XIA190128J61"}, ["CRP20227?"]),
            ("01", {"cta_beneficiario": SPEI}, ["CRP20228"]),
            ("06", {"cta_beneficiario": SPEI}, ["CRP20228?"]),
            ("03", CHAIN, []),
            ("02", CHAIN, ["CRP20229"]),
            ("03", CHAIN | {"cert_pago": None}, ["CRP20230"]),
            ("03", {"cert_pago": "Y2Vy"}, ["CRP20231"]),
            ("03", CHAIN | {"cad_pago": None}, ["CRP20232"]),
            ("03", {"cad_pago": "||1||"}, ["CRP20233"]),
            ("03", CHAIN | {"sello_pago": None}, ["CRP20234"]),
            ("03", {"sello_pago": "c2Vs"}, ["CRP20235"]),
            ("03", {"tipo_cad_pago": "01"}, ["CRP20230", "CRP20232", "CRP20234"]),
            ("03", CHAIN | {"tipo_cad_pago": "02"}, ["CRP20999"]),
        ],
    )
    def test_bank_data(self, forma: str, changes: dict[str, Any], expected: list[str]) -> None:
        assert verdicts(RULES, with_pago(forma_de_pago_p=forma, **changes)) == expected

    def test_the_message_of_an_account_gives_the_pattern(self) -> None:
        (finding,) = findings(RULES, with_pago(cta_beneficiario="1234567890123456"))
        assert finding.message == (
            "«CtaBeneficiario» es '1234567890123456'; con FormaDePagoP 03 (Transferencia "
            "electrónica de fondos) debe ser de la forma [0-9]{10}|[0-9]{18}"
        )

    def test_the_bank_must_be_on_the_list_when_there_is_one(self) -> None:
        bank = Taxpayer(name="XENON INDUSTRIAL ARTICLES", postal_code="76343", regimes=frozenset())
        lists = Lists(taxpayers={"XIA190128J61": bank})
        known = with_pago(rfc_emisor_cta_ord="XIA190128J61")
        unknown = with_pago(rfc_emisor_cta_ord="IIA040805DZ4")
        foreign = with_pago(rfc_emisor_cta_ord="XEXX010101000", nom_banco_ord_ext="BANK")
        assert verdicts(RULES, unknown) == []
        assert verdicts(RULES, unknown, lists=lists) == ["CRP20222"]
        assert verdicts(RULES, known, lists=lists) == []
        assert verdicts(RULES, foreign, lists=lists) == []
        (rule,) = (each for each in RULES if each.code == "CRP20222")
        assert rule.judge is not None
        assert list(rule.judge(Case(unknown))) == []


class TestClaves:
    """CRP20999: keys of catalogs that no other code looks up."""

    def test_moneda_dr_and_tipo_factor_p(self) -> None:
        assert verdicts(RULES, with_docto(moneda_dr="ZZZ")) == ["CRP20999"]
        factor = taxed(
            traslados_p=(traslado_p(tipo_factor_p="tasa"),),
            total_traslados_base_iva16=None,
            total_traslados_impuesto_iva16=None,
        )
        assert verdicts(RULES, factor) == ["CRP20999"]


def test_a_type_p_without_complement_and_an_invoice_have_nothing_to_judge() -> None:
    assert verdicts(RULES, attrs.evolve(PAGO, complemento=())) == []
    assert verdicts(RULES, attrs.evolve(INGRESO, impuestos=Impuestos(), fecha=FECHA)) == []
