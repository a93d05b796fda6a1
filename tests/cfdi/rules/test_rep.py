"""What a comprobante with the Pagos complement must be: CRP20101 to CRP20123 and CFDI140230."""

from typing import Any

import attrs
import pytest

from cobranza.cfdi import Comprobante, Concepto, Pagos
from cobranza.cfdi.comprobante import (
    ACuentaTerceros,
    CuentaPredial,
    Impuestos,
    ImpuestosConcepto,
    InformacionAduanera,
    Parte,
)
from cobranza.cfdi.rules.rep import RULES
from tests.cfdi.rules.bases import BASES, INGRESO, PAGO, PAGO_USD, TIMBRE, D, findings
from tests.cfdi.rules.reps import verdicts

TERCERO = ACuentaTerceros(
    rfc_a_cuenta_terceros="XIA190128J61",
    nombre_a_cuenta_terceros="XENON INDUSTRIAL ARTICLES",
    regimen_fiscal_a_cuenta_terceros="601",
    domicilio_fiscal_a_cuenta_terceros="76343",
)
PARTE = Parte(clave_prod_serv="84111506", cantidad=D(1), descripcion="Parte")


def with_concepto(**changes: Any) -> Comprobante:
    (concepto,) = PAGO.conceptos
    return attrs.evolve(PAGO, conceptos=(attrs.evolve(concepto, **changes),))


@pytest.mark.parametrize("base", BASES)
def test_valid_documents_have_no_findings(base: Comprobante) -> None:
    assert verdicts(RULES, base) == []


def test_a_p_without_the_complement() -> None:
    assert verdicts(RULES, attrs.evolve(PAGO, complemento=())) == ["CFDI140230"]
    assert verdicts(RULES, attrs.evolve(PAGO, complemento=(TIMBRE,))) == ["CFDI140230"]


def test_the_complement_in_an_invoice_is_held_to_the_rules_of_a_rep() -> None:
    # INGRESO has every attribute that a REP must not have but TipoCambio, and two conceptos of
    # which one has a discount; both have taxes, are object of them, and have an amount.
    found = verdicts(RULES, attrs.evolve(INGRESO, complemento=PAGO.complemento))
    assert found == sorted(
        [
            *("CRP20101", "CRP20103", "CRP20104", "CRP20105", "CRP20106", "CRP20107", "CRP20108"),
            *("CRP20110", "CRP20111", "CRP20115", "CRP20121", "CRP20123"),
            *("CRP20112", "CRP20113", "CRP20116", "CRP20118", "CRP20119", "CRP20120", "CRP20122"),
            *("CRP20112", "CRP20113", "CRP20116", "CRP20118", "CRP20119", "CRP20120", "CRP20122"),
        ]
    )


def test_only_the_type_is_wrong() -> None:
    assert verdicts(RULES, attrs.evolve(PAGO, tipo_de_comprobante="I")) == ["CRP20101"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"exportacion": "02"}, ["CRP20102"]),
        ({"sub_total": D("100.00")}, ["CRP20103"]),
        ({"sub_total": D("0.00")}, ["CRP20103?"]),
        ({"sub_total": D("0")}, []),
        ({"moneda": "MXN"}, ["CRP20104"]),
        ({"forma_pago": "03"}, ["CRP20105"]),
        ({"metodo_pago": "PUE"}, ["CRP20106"]),
        ({"condiciones_de_pago": "30 días"}, ["CRP20107"]),
        ({"descuento": D("0")}, ["CRP20108"]),
        ({"tipo_cambio": D("1")}, ["CRP20109"]),
        ({"total": D("116.00")}, ["CRP20110"]),
        ({"total": D("0.00")}, ["CRP20110?"]),
        ({"total": D("-1")}, ["CRP20110"]),
        ({"conceptos": ()}, ["CRP20111"]),
        ({"conceptos": PAGO.conceptos * 3}, ["CRP20111"]),
        ({"impuestos": Impuestos()}, ["CRP20123"]),
    ],
)
def test_comprobante(changes: dict[str, Any], expected: list[str]) -> None:
    assert verdicts(RULES, attrs.evolve(PAGO, **changes)) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"a_cuenta_terceros": TERCERO}, []),
        ({"impuestos": ImpuestosConcepto()}, ["CRP20112"]),
        ({"cuenta_predial": (CuentaPredial(numero="1"),)}, ["CRP20112"]),
        ({"parte": (PARTE, PARTE)}, ["CRP20112"]),
        (
            {
                "informacion_aduanera": (
                    InformacionAduanera(numero_pedimento="21  47  3807  8003832"),
                ),
                "parte": (PARTE,),
            },
            ["CRP20112", "CRP20112"],
        ),
        # "If there is no ACuentaTerceros": whoever reads it so admits the others beside it.
        ({"a_cuenta_terceros": TERCERO, "parte": (PARTE,)}, ["CRP20112?"]),
        ({"clave_prod_serv": "01010101"}, ["CRP20113"]),
        ({"no_identificacion": "1"}, ["CRP20114"]),
        ({"cantidad": D("2")}, ["CRP20115"]),
        ({"cantidad": D("1.00")}, ["CRP20115?"]),
        ({"clave_unidad": "H87"}, ["CRP20116"]),
        ({"unidad": "Actividad"}, ["CRP20117"]),
        ({"descripcion": "PAGO"}, ["CRP20118"]),
        ({"valor_unitario": D("100.00")}, ["CRP20119"]),
        ({"valor_unitario": D("0.00")}, ["CRP20119?"]),
        ({"importe": D("100.00")}, ["CRP20120"]),
        ({"importe": D("0.00")}, ["CRP20120?"]),
        ({"descuento": D("0")}, ["CRP20121"]),
        ({"objeto_imp": "02"}, ["CRP20122"]),
    ],
)
def test_concepto(changes: dict[str, Any], expected: list[str]) -> None:
    assert verdicts(RULES, with_concepto(**changes)) == expected


def test_every_concepto_is_judged() -> None:
    bad: Concepto = attrs.evolve(PAGO.conceptos[0], descripcion="Abono")
    comprobante = attrs.evolve(PAGO, conceptos=(PAGO.conceptos[0], bad, bad))
    found = [each.path for each in findings(RULES, comprobante) if each.code == "CRP20118"]
    assert found == [
        "/cfdi:Comprobante/cfdi:Conceptos/cfdi:Concepto[2]/@Descripcion",
        "/cfdi:Comprobante/cfdi:Conceptos/cfdi:Concepto[3]/@Descripcion",
    ]


def test_messages_say_what_is_there_and_what_must_be() -> None:
    (error,) = findings(RULES, attrs.evolve(PAGO, total=D("116.00")))
    (warning,) = findings(RULES, attrs.evolve(PAGO, total=D("0.00")))
    assert error.message == (
        "«Total» es 116.00; en un comprobante con complemento de pagos debe ser 0"
    )
    assert warning.message.startswith("«Total» está escrito 0.00; ")


def test_two_complements_are_no_accident() -> None:
    (first,), (second,) = PAGO.complemento, PAGO_USD.complemento
    assert isinstance(first, Pagos)
    assert verdicts(RULES, attrs.evolve(PAGO, complemento=(first, second))) == []
