"""The rules of conceptos. Limits are the vectors of SAT's formula, worked out by hand."""

from datetime import datetime
from typing import Any

import attrs
import pytest

from cobranza.cfdi import Comprobante, Finding, Severity
from cobranza.cfdi.comprobante import (
    ImpuestosConcepto,
    InformacionAduanera,
    Parte,
    RetencionConcepto,
    TrasladoConcepto,
)
from cobranza.cfdi.rules.conceptos import RULES
from tests.cfdi.rules.bases import (
    BASES,
    COMERCIO_EXTERIOR,
    INGRESO,
    PAGO,
    TRASLADO,
    D,
    findings,
    iva,
)

SERVICIO, LICENCIA = INGRESO.conceptos
EQUIPO = attrs.evolve(
    LICENCIA,
    cantidad=D("1.000"),
    valor_unitario=D("500.00"),
    importe=D("500.00"),
    descuento=None,
    impuestos=ImpuestosConcepto(traslados=(iva("500.00", "80.00"),)),
)
PARTE = Parte(
    clave_prod_serv="43211503",
    cantidad=D("1.00"),
    descripcion="Cargador",
    valor_unitario=D("100.00"),
    importe=D("100.00"),
)
IVA_16 = iva("500.00", "80.00")
IEPS_8 = attrs.evolve(IVA_16, impuesto="003", tasa_o_cuota=D("0.080000"), importe=D("40.00"))
ISR_10 = RetencionConcepto(
    base=D("500.00"),
    impuesto="001",
    tipo_factor="Tasa",
    tasa_o_cuota=D("0.100000"),
    importe=D("50.00"),
)


def invoice(**changes: Any) -> Comprobante:
    """The valid invoice with its second concepto changed."""
    return attrs.evolve(INGRESO, conceptos=(SERVICIO, attrs.evolve(EQUIPO, **changes)))


def judge(document: Comprobante) -> list[Finding]:
    return findings(RULES, document)


def marked(document: Comprobante) -> set[str]:
    """The codes found; those of warnings end in "w"."""
    return {
        f"{each.code}{'w' if each.severity is Severity.WARNING else ''}" for each in judge(document)
    }


def priced(cantidad: str, valor_unitario: str, importe: str, moneda: str = "MXN") -> Comprobante:
    document = invoice(
        cantidad=D(cantidad),
        valor_unitario=D(valor_unitario),
        importe=D(importe),
    )
    return attrs.evolve(document, moneda=moneda)


def dated(document: Comprobante, day: str) -> Comprobante:
    return attrs.evolve(document, fecha=datetime.fromisoformat(f"{day}T12:00:00"))


def with_parte(**changes: Any) -> Comprobante:
    return invoice(parte=(PARTE, attrs.evolve(PARTE, **changes)))


def with_pedimento(numero: str) -> Comprobante:
    return invoice(informacion_aduanera=(InformacionAduanera(numero_pedimento=numero),))


def exported(document: Comprobante) -> Comprobante:
    return attrs.evolve(document, complemento=(COMERCIO_EXTERIOR,))


def with_taxes(
    objeto_imp: str,
    traslados: tuple[TrasladoConcepto, ...] = (),
    retenciones: tuple[RetencionConcepto, ...] = (),
) -> Comprobante:
    impuestos = ImpuestosConcepto(traslados=traslados, retenciones=retenciones)
    return invoice(objeto_imp=objeto_imp, impuestos=impuestos)


PEDIMENTO = "26  48  3009  6000123"
IN_PARTE = {"informacion_aduanera": (InformacionAduanera(numero_pedimento=PEDIMENTO),)}

FAILS = [
    ("CFDI40162", invoice(clave_prod_serv="99999999")),
    ("CFDI40165", invoice(clave_unidad="PZA")),
    ("CFDI40166", priced("1", "0.00", "0.00")),
    ("CFDI40168", invoice(descuento=D("10.005"))),
    ("CFDI40168", invoice(descuento=D("10.000"))),
    ("CFDI40169", invoice(descuento=D("500.01"))),
    ("CFDI40170", invoice(objeto_imp="09")),
    ("CFDI40171", invoice(impuestos=None)),
    ("CFDI40172", invoice(objeto_imp="01")),
    ("CFDI40172", invoice(objeto_imp="03")),
    ("CFDI40172", invoice(objeto_imp="04")),
    ("CFDI40172", invoice(objeto_imp="05")),
    ("CFDI40173", invoice(impuestos=ImpuestosConcepto())),
    # The form, an aduana that does not exist, a year to come, one of eleven years ago.
    ("CFDI40194", with_pedimento("26 48 3009 6000123")),
    ("CFDI40194", with_pedimento("26  99  3009  6000123")),
    ("CFDI40194", with_pedimento("27  48  3009  6000123")),
    ("CFDI40194", with_pedimento("15  48  3009  6000123")),
    ("CFDI40195", exported(with_pedimento(PEDIMENTO))),
    ("CFDI40196", with_parte(clave_prod_serv="99999999")),
    ("CFDI40197", with_parte(valor_unitario=D(0), importe=D(0))),
    ("CFDI40198", with_parte(importe=D("100.52"))),
    ("CFDI40198", with_parte(importe=D("99.48"))),
    (
        "CFDI40199",
        with_parte(
            informacion_aduanera=(InformacionAduanera(numero_pedimento="26  99  3009  6000123"),)
        ),
    ),
    ("CFDI40200", exported(with_parte(**IN_PARTE))),
    ("CFDI140226", with_taxes("06", traslados=(IVA_16,))),
    ("CFDI140226", with_taxes("08", traslados=(IEPS_8,))),
    ("CFDI140226", with_taxes("06", retenciones=(attrs.evolve(ISR_10, impuesto="002"),))),
    ("CFDI140227", with_taxes("07", traslados=(IVA_16, IEPS_8))),
    ("CFDI140227", with_taxes("07", retenciones=(ISR_10,))),
    ("CFDI140227", invoice(objeto_imp="07", impuestos=None)),
]
PASSES = [
    *(("CFDI40162", document) for document in BASES),
    ("CFDI40165", invoice(clave_unidad="KGM")),
    ("CFDI40166", TRASLADO),
    ("CFDI40166", PAGO),
    ("CFDI40168", invoice(importe=D("500.000"), descuento=D("10.005"))),
    ("CFDI40168", invoice(descuento=D(10))),
    ("CFDI40169", invoice(descuento=D("500.00"))),
    ("CFDI40170", invoice(objeto_imp="04", impuestos=None)),
    ("CFDI40171", invoice(objeto_imp="03", impuestos=None)),
    ("CFDI40172", with_taxes("02", traslados=(IVA_16,))),
    ("CFDI40173", with_taxes("02", retenciones=(ISR_10,))),
    ("CFDI40194", with_pedimento(PEDIMENTO)),
    ("CFDI40194", with_pedimento("16  48  3009  6000123")),
    ("CFDI40195", exported(INGRESO)),
    ("CFDI40196", with_parte()),
    ("CFDI40197", with_parte(valor_unitario=None, importe=None)),
    ("CFDI40198", with_parte(importe=D("100.51"))),
    ("CFDI40198", with_parte(importe=D("99.49"))),
    ("CFDI40198", with_parte(valor_unitario=None)),
    ("CFDI40199", with_parte(**IN_PARTE)),
    ("CFDI40200", exported(with_parte())),
    ("CFDI140226", invoice(objeto_imp="06", impuestos=None)),
    ("CFDI140226", with_taxes("08", retenciones=(ISR_10,))),
    ("CFDI140227", with_taxes("07", traslados=(IEPS_8,))),
    (
        "CFDI140227",
        with_taxes("07", (IEPS_8,), (ISR_10, attrs.evolve(ISR_10, impuesto="003"))),
    ),
]


@pytest.mark.parametrize(("code", "document"), FAILS)
def test_a_document_that_breaks_one_rule_breaks_no_other(code: str, document: Comprobante) -> None:
    assert marked(document) == {code}


@pytest.mark.parametrize(("code", "document"), PASSES)
def test_what_is_right_passes(code: str, document: Comprobante) -> None:
    assert code.startswith("CFDI")
    assert judge(document) == []


# Vectors of the formula; the limits of 5 x 1230.00 are wide because 5 has no decimals.
LIMITS = [
    ("14.16", "13.66", "193.28", "193.57"),
    ("5", "1230.00", "5534.97", "6765.03"),
    ("1.00", "100.00", "99.49", "100.51"),
]


class TestCFDI40167:
    @pytest.mark.parametrize(("cantidad", "valor", "lower", "upper"), LIMITS)
    def test_limits_are_inside(self, cantidad: str, valor: str, lower: str, upper: str) -> None:
        for importe in (lower, upper):
            assert judge(priced(cantidad, valor, importe)) == []

    @pytest.mark.parametrize(("cantidad", "valor", "lower", "upper"), LIMITS)
    def test_a_cent_further_is_outside(
        self, cantidad: str, valor: str, lower: str, upper: str
    ) -> None:
        cent = D("0.01")
        for importe in (D(lower) - cent, D(upper) + cent):
            (finding,) = judge(priced(cantidad, valor, str(importe)))
            assert (finding.code, finding.severity) == ("CFDI40167", Severity.ERROR)
            assert finding.expected == f"de {lower} a {upper}"
            assert finding.message == (
                f"«Importe» es {importe}; debe estar entre {lower} y {upper}, los límites de "
                f"Cantidad {cantidad} x ValorUnitario {valor} con 2 decimales"
            )

    @pytest.mark.parametrize("importe", ["3864.21194", "3864.24460", "3864.22827"])
    def test_decimals_beyond_the_currency_narrow_the_limits(self, importe: str) -> None:
        assert judge(priced("3.141649", "1230.00", importe)) == []

    @pytest.mark.parametrize("importe", ["3864.21193", "3864.24461", "3864.21000"])
    def test_outside_the_narrow_limits_only_is_a_warning(self, importe: str) -> None:
        # With two decimals they are 3864.21 and 3864.25.
        assert marked(priced("3.141649", "1230.00", importe)) == {"CFDI40167w"}

    @pytest.mark.parametrize(
        ("importe", "expected"),
        [("3864.228", set[str]()), ("3864.23", set()), ("3864.2", {"CFDI40167w"})],
    )
    def test_the_product_rounded_to_its_own_decimals(
        self, importe: str, expected: set[str]
    ) -> None:
        # 3864.22827; with fewer decimals than the currency it may still be outside 3864.21.
        assert marked(priced("3.141649", "1230.00", importe)) == expected

    def test_outside_the_wide_limits_too_is_an_error(self) -> None:
        document = priced("3.141649", "1230.00", "3864.25001")
        assert marked(document) == {"CFDI40167"}

    @pytest.mark.parametrize(
        ("importe", "expected"),
        [("100", set[str]()), ("101", {"CFDI40167w"}), ("102", {"CFDI40167"})],
    )
    def test_fewer_decimals_than_the_currency_widen_the_limits(
        self, importe: str, expected: set[str]
    ) -> None:
        # 1.00 x 100.00: 99.49 to 100.51 with two decimals, 99 to 101 with none.
        assert marked(priced("1.00", "100.00", importe)) == expected

    def test_the_decimals_are_those_of_the_currency(self) -> None:
        # JPY has none: 0.995 x 100.395 = 99.893025 is 99, and 99.8 with the one decimal of 99.5.
        assert judge(priced("1.00", "100.40", "99", "JPY")) == []
        assert marked(priced("1.00", "100.40", "99.5", "JPY")) == {"CFDI40167w"}

    def test_an_unknown_currency_is_left_to_its_own_rule(self) -> None:
        assert judge(priced("1.00", "100.00", "7.00", "ZZZ")) == []

    def test_every_offender_is_found(self) -> None:
        wrong = attrs.evolve(EQUIPO, importe=D("1.00"))
        found = judge(attrs.evolve(INGRESO, conceptos=(wrong, EQUIPO, wrong)))
        assert [each.path for each in found] == [
            f"/cfdi:Comprobante/cfdi:Conceptos/cfdi:Concepto[{number}]/@Importe"
            for number in (1, 3)
        ]


@pytest.mark.parametrize(
    ("objeto_imp", "last_day_before", "first_day"),
    [
        ("04", "2022-10-06", "2022-10-07"),
        ("05", "2023-12-05", "2023-12-06"),
        ("06", "2024-12-12", "2024-12-13"),
    ],
)
def test_objeto_imp_has_dates(objeto_imp: str, last_day_before: str, first_day: str) -> None:
    document = invoice(objeto_imp=objeto_imp, impuestos=None)
    assert marked(dated(document, last_day_before)) == {"CFDI40170"}
    assert judge(dated(document, first_day)) == []


def test_objeto_imp_06_to_08_are_not_judged_before_they_existed() -> None:
    document = dated(with_taxes("06", (IVA_16,)), "2024-12-12")
    assert marked(document) == {"CFDI40170"}


def test_both_faults_of_a_pedimento_are_told() -> None:
    (finding,) = judge(with_pedimento("07  99  3009  6000123"))
    assert finding.message == (
        "«NumeroPedimento» es '07  99  3009  6000123'; su año 07 no está entre 16 y 26 y su "
        "aduana 99 no existe en c_Aduana vigente al 2026-01-31"
    )


def test_every_rule_has_cases() -> None:
    judged = {each.code for each in RULES if each.judge is not None}
    assert judged == {code for code, _ in FAILS} | {"CFDI40167"}
    assert judged == {code for code, _ in PASSES} | {"CFDI40167"}
    assert [each.code for each in RULES if each.judge is None] == ["CFDI40163", "CFDI40164"]
