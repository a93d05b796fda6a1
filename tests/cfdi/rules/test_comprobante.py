"""CFDI40101 to CFDI40129 and CFDI40137, each with documents that break it and that meet it.

The expected amounts are sums of two or three numbers, worked out beside the case.
"""

import decimal
from datetime import UTC, datetime
from decimal import Decimal

import attrs
import pytest

from cobranza.cfdi import Comprobante, Severity
from cobranza.cfdi.comprobante import CfdiRelacionado, CfdiRelacionados, Concepto, Impuestos
from cobranza.cfdi.implocal import ImpuestosLocales
from cobranza.cfdi.rules._case import Case
from cobranza.cfdi.rules.comprobante import RULES, fecha_tiene_la_forma_del_sat
from tests.cfdi.rules.bases import (
    BASES,
    COMERCIO_EXTERIOR,
    EGRESO,
    FACTURA,
    INGRESO,
    NOMINA,
    PAGO,
    TIMBRE,
    TRASLADO,
    D,
    codes,
    findings,
)

evolve = attrs.evolve


def with_importes(*importes: str, **changes: object) -> Comprobante:
    """The credit note with conceptos of these amounts and no taxes."""
    concepto = evolve(EGRESO.conceptos[0], objeto_imp="01", impuestos=None)
    conceptos = tuple(evolve(concepto, importe=D(importe)) for importe in importes)
    return evolve(EGRESO, conceptos=conceptos, impuestos=None, **changes)


def with_descuentos(*descuentos: str | None, **changes: object) -> Comprobante:
    """The credit note of 100.00, its conceptos with these discounts and no taxes."""
    base = with_importes(*("100.00" for _ in descuentos))
    conceptos = tuple(
        evolve(concepto, descuento=None if descuento is None else D(descuento))
        for concepto, descuento in zip(base.conceptos, descuentos, strict=True)
    )
    sub_total = D("100.00") * len(descuentos)
    return evolve(base, conceptos=conceptos, sub_total=sub_total, **changes)


def related(tipo_relacion: str) -> tuple[CfdiRelacionados, ...]:
    return (
        CfdiRelacionados(
            tipo_relacion=tipo_relacion, cfdi_relacionado=(CfdiRelacionado(uuid=FACTURA),)
        ),
    )


def locales(traslados: str, retenciones: str) -> ImpuestosLocales:
    return ImpuestosLocales(totalde_traslados=D(traslados), totalde_retenciones=D(retenciones))


@pytest.mark.parametrize("base", BASES, ids=lambda base: f"{base.serie}{base.folio}")
def test_valid_documents_have_no_findings(base: Comprobante) -> None:
    assert codes(RULES, base) == []


FAILS = {
    "CFDI40101 year": (
        evolve(INGRESO, fecha=datetime(2100, 1, 31, 12)),  # noqa: DTZ001 - local
        ["CFDI40101"],
    ),
    "CFDI40103 T": (evolve(TRASLADO, forma_pago="01"), ["CFDI40103"]),
    "CFDI40103 N": (evolve(NOMINA, forma_pago="99"), ["CFDI40103"]),
    "CFDI40104": (evolve(INGRESO, forma_pago="07"), ["CFDI40104"]),
    "CFDI40105 other": (evolve(INGRESO, metodo_pago="PPD"), ["CFDI40105"]),
    "CFDI40105 none": (evolve(INGRESO, metodo_pago="PPD", forma_pago=None), ["CFDI40105"]),
    "CFDI40107": (evolve(INGRESO, sub_total=D("1100.000")), ["CFDI40107"]),
    # 33.335 + 33.335 + 33.335 = 100.005, half up 100.01
    "CFDI40108 rounding": (
        with_importes("33.335", "33.335", "33.335", sub_total=D("100.00"), total=D("100.00")),
        ["CFDI40108"],
    ),
    "CFDI40108 N": (evolve(NOMINA, sub_total=D("5000.01"), total=D("4500.01")), ["CFDI40108"]),
    "CFDI40109 P": (evolve(PAGO, sub_total=D(1), total=D(1)), ["CFDI40109"]),
    "CFDI40109 T": (evolve(TRASLADO, sub_total=D(1), total=D(1)), ["CFDI40109"]),
    "CFDI40110": (
        with_descuentos("100.01", descuento=D("100.01"), total=D("-0.01")),
        ["CFDI40110"],
    ),
    "CFDI40111 missing": (
        with_descuentos("10.00", None, total=D("200.00")),
        ["CFDI40111"],
    ),
    # 10.004 + 10.004 = 20.008, rounded 20.01
    "CFDI40111 sum": (
        with_descuentos("10.004", "10.004", descuento=D("20.00"), total=D("180.00")),
        ["CFDI40111"],
    ),
    "CFDI40111 too much": (
        with_descuentos(None, descuento=D("10.00"), total=D("90.00")),
        ["CFDI40111"],
    ),
    "CFDI40111 T": (
        evolve(
            TRASLADO,
            conceptos=(
                evolve(TRASLADO.conceptos[0], descuento=D("1.00")),
                evolve(TRASLADO.conceptos[0], descuento=D("2.00")),
            ),
        ),
        ["CFDI40111", "CFDI40111"],
    ),
    "CFDI40112": (evolve(INGRESO, descuento=D("10.000")), ["CFDI40112"]),
    # Nothing else is judged in an unknown currency but that the rate of exchange is missing.
    "CFDI40113": (evolve(INGRESO, moneda="MEX", tipo_cambio=D("20.15")), ["CFDI40113"]),
    "CFDI40114": (evolve(INGRESO, tipo_cambio=D("20.15")), ["CFDI40114"]),
    "CFDI40115": (evolve(INGRESO, moneda="USD"), ["CFDI40115"]),
    "CFDI40116": (evolve(TRASLADO, tipo_cambio=D(1)), ["CFDI40116"]),
    "CFDI40117 decimals": (
        evolve(INGRESO, moneda="USD", tipo_cambio=D("20.1234567")),
        ["CFDI40117"],
    ),
    "CFDI40117 digits": (evolve(INGRESO, moneda="USD", tipo_cambio=D(10) ** 18), ["CFDI40117"]),
    "CFDI40117 zero": (evolve(INGRESO, moneda="USD", tipo_cambio=D(0)), ["CFDI40117"]),
    "CFDI40119": (evolve(INGRESO, total=D("1204.41")), ["CFDI40119"]),
    # 1204.40 + 3.00 - 1.50 = 1205.90
    "CFDI40119 local taxes": (
        evolve(INGRESO, complemento=(locales("3.00", "1.50"),)),
        ["CFDI40119"],
    ),
    "CFDI40119 without taxes": (evolve(INGRESO, impuestos=None), ["CFDI40119"]),
    "CFDI40121": (evolve(INGRESO, tipo_de_comprobante="F"), ["CFDI40121"]),
    "CFDI40122": (evolve(INGRESO, exportacion="02", complemento=(TIMBRE,)), ["CFDI40122"]),
    "CFDI40123": (evolve(INGRESO, exportacion="05"), ["CFDI40123"]),
    "CFDI40124": (evolve(INGRESO, metodo_pago="PIP"), ["CFDI40124"]),
    "CFDI40125": (evolve(PAGO, metodo_pago="PUE"), ["CFDI40125"]),
    "CFDI40126": (evolve(INGRESO, lugar_expedicion="00001"), ["CFDI40126"]),
    "CFDI40137": (
        evolve(INGRESO, cfdi_relacionados=(*related("04"), *related("19"))),
        ["CFDI40137"],
    ),
}


@pytest.mark.parametrize(("comprobante", "expected"), FAILS.values(), ids=FAILS)
def test_what_breaks_a_rule_gets_its_code(comprobante: Comprobante, expected: list[str]) -> None:
    found = findings(RULES, comprobante)
    assert sorted(each.code for each in found) == expected
    assert {each.severity for each in found} == {Severity.ERROR}


PASSES = {
    "CFDI40105 P without FormaPago": evolve(NOMINA, metodo_pago="PPD"),
    "CFDI40105": evolve(INGRESO, metodo_pago="PPD", forma_pago="99"),
    # 33.33 + 33.33 + 33.335 = 99.995, half up 100.00
    "CFDI40108 rounding": with_importes(
        "33.33", "33.33", "33.335", sub_total=D("100.00"), total=D("100.00")
    ),
    "CFDI40108 other scale": evolve(INGRESO, sub_total=D(1100)),
    "CFDI40109 with decimals": evolve(TRASLADO, sub_total=D("0.00"), moneda="MXN"),
    "CFDI40110 all": with_descuentos("100.00", descuento=D("100.00"), total=D("0.00")),
    "CFDI40114": evolve(INGRESO, tipo_cambio=D(1)),
    "CFDI40115": evolve(INGRESO, moneda="USD", tipo_cambio=D("20.151234")),
    # 1204.40 + 3.00 - 1.50 = 1205.90
    "CFDI40119 local taxes": evolve(
        INGRESO, complemento=(locales("3.00", "1.50"),), total=D("1205.90")
    ),
    "CFDI40119 no local taxes": evolve(INGRESO, complemento=(locales("0.00", "0.00"),)),
    "CFDI40122": evolve(INGRESO, exportacion="02", complemento=(COMERCIO_EXTERIOR,)),
    "CFDI40137": evolve(INGRESO, cfdi_relacionados=related("04")),
}


@pytest.mark.parametrize("comprobante", PASSES.values(), ids=PASSES)
def test_what_meets_the_rules_has_no_findings(comprobante: Comprobante) -> None:
    assert codes(RULES, comprobante) == []


WARNINGS = {
    "CFDI40111 zero too many": with_descuentos(None, descuento=D("0.00"), total=D("100.00")),
    "CFDI40111 zero too few": with_descuentos("0.00", total=D("100.00")),
    # Stamped by SAT's test environment as 1.0, while the matrix says the value "1".
    "CFDI40114 1.0": evolve(INGRESO, tipo_cambio=D("1.0")),
    # In catCFDI.xsd, not in the c_TipoRelacion of CFDI 4.0; SAT's test environment stamps it.
    "CFDI40137 09": evolve(INGRESO, cfdi_relacionados=related("09")),
}


@pytest.mark.parametrize(("name", "comprobante"), WARNINGS.items(), ids=WARNINGS)
def test_what_fails_under_one_reading_only_is_a_warning(
    name: str, comprobante: Comprobante
) -> None:
    found = findings(RULES, comprobante)
    assert [each.code for each in found] == [name.split(maxsplit=1)[0]]
    assert found[0].severity is Severity.WARNING


def test_messages_carry_the_numbers_worked_out() -> None:
    [total] = findings(RULES, evolve(INGRESO, total=D("1204.41")))
    assert total.message == (
        "«Total» es 1204.41; debe ser 1204.40 = "
        "SubTotal 1100.00 - Descuento 10.00 + traslados 174.40 - retenciones 60.00"
    )
    assert (total.value, total.expected) == ("1204.41", "1204.40")
    [sub_total] = findings(
        RULES, with_importes("33.335", "33.335", "33.335", sub_total=D(100), total=D(100))
    )
    assert sub_total.message == (
        "«SubTotal» es 100; debe ser 100.01 = suma de los importes de los conceptos "
        "(100.005, redondeada)"
    )


def test_the_decimal_context_of_the_caller_changes_nothing() -> None:
    wrong = evolve(INGRESO, total=D("1204.41"), sub_total=D("1100.01"))
    expected = findings(RULES, wrong)
    with decimal.localcontext(decimal.Context(prec=2)):
        assert codes(RULES, INGRESO) == []
        assert findings(RULES, wrong) == expected


def test_fecha_with_a_zone_or_a_fraction() -> None:
    for fecha in (datetime(2026, 1, 31, tzinfo=UTC), datetime(2026, 1, 31, 12, 0, 0, 5)):  # noqa: DTZ001 - local
        judge = fecha_tiene_la_forma_del_sat.judge
        assert judge is not None
        assert [each.code for each in judge(Case(evolve(INGRESO, fecha=fecha)))] == ["CFDI40101"]


def test_absurd_amounts_are_judged_without_raising() -> None:
    huge = Decimal("9" * 400 + ".999999")
    concepto: Concepto = evolve(INGRESO.conceptos[0], importe=huge, descuento=-huge)
    for tipo in "IETNPX":
        comprobante = evolve(
            INGRESO,
            tipo_de_comprobante=tipo,
            moneda="ZZZ" if tipo == "E" else "JPY",
            sub_total=huge,
            descuento=-huge,
            total=-huge,
            tipo_cambio=huge,
            conceptos=(concepto, concepto),
            impuestos=Impuestos(
                total_impuestos_retenidos=huge, total_impuestos_trasladados=Decimal("1E-400")
            ),
        )
        for rule in RULES:
            if rule.judge is not None:
                list(rule.judge(Case(comprobante)))


def test_what_takes_the_confirmacion_is_registered_but_not_judged() -> None:
    unjudged = [rule.code for rule in RULES if rule.judge is None]
    assert unjudged == ["CFDI40118", "CFDI40120", "CFDI40127", "CFDI40128", "CFDI40129"]
    assert [rule.code for rule in RULES] == sorted(rule.code for rule in RULES)
