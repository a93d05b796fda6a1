"""COB101 to COB118, each with documents that show the mistake and that do not."""

import string
from datetime import date, datetime, timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobranza.cfdi import Comprobante, Severity
from cobranza.cfdi.comprobante import CfdiRelacionado, CfdiRelacionados, Impuestos
from cobranza.cfdi.pagos import Pago, Pagos
from cobranza.cfdi.rules._case import Case
from cobranza.cfdi.rules._identity import check_digit, societary_suffix
from cobranza.cfdi.rules.propias import RULES
from tests.cfdi.rules.bases import (
    BASES,
    EGRESO,
    EMISOR,
    EXTRANJERO,
    FACTURA,
    FECHA,
    INGRESO,
    NOMINA,
    OTRA_FACTURA,
    PAGO,
    PUBLICO,
    RECEPTOR,
    TIMBRE,
    TRASLADO,
    D,
    codes,
    findings,
    iva_total,
)

evolve = attrs.evolve
TODAY = date(2026, 1, 31)


def related(*groups: tuple[str, tuple[str, ...]]) -> tuple[CfdiRelacionados, ...]:
    return tuple(
        CfdiRelacionados(
            tipo_relacion=kind,
            cfdi_relacionado=tuple(CfdiRelacionado(uuid=uuid) for uuid in uuids),
        )
        for kind, uuids in groups
    )


def stamped(base: Comprobante = INGRESO, **changes: object) -> Comprobante:
    """A document with its stamp, which differs in this from a good one."""
    timbre = evolve(TIMBRE, **changes)
    return evolve(base, complemento=(*base.complemento, timbre))


def paid(**changes: object) -> Comprobante:
    """The REP, whose only payment differs in this."""
    [pagos] = PAGO.complemento
    assert isinstance(pagos, Pagos)
    pago: Pago = evolve(pagos.pago[0], **changes)
    return evolve(PAGO, complemento=(evolve(pagos, pago=(pago,)),))


def taxed(lugar: str, *tasas: str) -> Comprobante:
    traslados = tuple(iva_total("100.00", "8.00", tasa) for tasa in tasas)
    return evolve(INGRESO, lugar_expedicion=lugar, impuestos=Impuestos(traslados=traslados))


[DOCTO] = next(e for e in PAGO.complemento if isinstance(e, Pagos)).pago[0].docto_relacionado


@pytest.mark.parametrize("base", BASES, ids=lambda base: f"{base.serie}{base.folio}")
@pytest.mark.parametrize("today", [None, TODAY], ids=["without today", "with today"])
def test_valid_documents_have_no_findings(base: Comprobante, today: date | None) -> None:
    assert codes(RULES, base, today=today) == []
    assert codes(RULES, stamped(base), today=today) == []


FAILS = {
    "COB101 T": (evolve(TRASLADO, condiciones_de_pago="30 días"), ["COB101"]),
    "COB101 N": (evolve(NOMINA, condiciones_de_pago="30 días"), ["COB101"]),
    "COB102 I": (evolve(INGRESO, metodo_pago=None), ["COB102"]),
    "COB102 E": (evolve(EGRESO, metodo_pago=None), ["COB102"]),
    "COB102 N": (evolve(NOMINA, metodo_pago=None), ["COB102"]),
    "COB102 N in PPD": (evolve(NOMINA, metodo_pago="PPD"), ["COB102"]),
    "COB103": (evolve(INGRESO, forma_pago=None), ["COB103"]),
    "COB104": (evolve(INGRESO, forma_pago="99"), ["COB104"]),
    "COB105 decimals": (evolve(INGRESO, total=D("1204.400")), ["COB105"]),
    "COB105 JPY": (evolve(INGRESO, moneda="JPY"), ["COB105"]),
    "COB105 T": (evolve(TRASLADO, total=D(1)), ["COB105"]),
    "COB106 credit note as I": (
        evolve(INGRESO, cfdi_relacionados=related(("01", (FACTURA,)))),
        ["COB106"],
    ),
    "COB106 debit note as E": (
        evolve(EGRESO, cfdi_relacionados=related(("02", (FACTURA,)))),
        ["COB106"],
    ),
    "COB106 05 as I": (
        evolve(INGRESO, cfdi_relacionados=related(("04", (FACTURA,)), ("05", (OTRA_FACTURA,)))),
        ["COB106"],
    ),
    "COB106 06 as T": (
        evolve(TRASLADO, cfdi_relacionados=related(("06", (FACTURA,)))),
        ["COB106"],
    ),
    "COB106 07 as P": (
        evolve(PAGO, cfdi_relacionados=related(("07", (FACTURA,)))),
        ["COB106"],
    ),
    "COB107": (
        evolve(INGRESO, complemento=(TIMBRE, evolve(TIMBRE, uuid=OTRA_FACTURA))),
        ["COB107"],
    ),
    "COB108": (stamped(sello_cfd="b3Rybw=="), ["COB108"]),
    "COB109 72 hours": (
        stamped(fecha_timbrado=FECHA + timedelta(hours=74, seconds=1)),
        ["COB109"],
    ),
    "COB109 before": (
        stamped(fecha_timbrado=FECHA - timedelta(hours=2, seconds=1)),
        ["COB109"],
    ),
    "COB110": (paid(fecha_pago=FECHA + timedelta(days=1)), ["COB110", "COB112"]),
    "COB111": (evolve(INGRESO, fecha=FECHA + timedelta(days=1)), ["COB111"]),
    "COB113 emisor": (evolve(INGRESO, emisor=evolve(EMISOR, rfc="EKU9003173C8")), ["COB113"]),
    "COB113 both": (
        evolve(
            INGRESO,
            emisor=evolve(EMISOR, rfc="EKU9003173C8"),
            receptor=evolve(RECEPTOR, rfc="URE180429TMA"),
        ),
        ["COB113", "COB113"],
    ),
    "COB114 emisor": (
        evolve(INGRESO, emisor=evolve(EMISOR, nombre="ESCUELA KEMPER URGATE, S.A. de C.V.")),
        ["COB114"],
    ),
    "COB114 receptor": (
        evolve(INGRESO, receptor=evolve(RECEPTOR, nombre="UNIVERSIDAD ROBOTICA ESPAÑOLA SC")),
        ["COB114"],
    ),
    "COB115": (
        evolve(
            EGRESO,
            cfdi_relacionados=related(("01", (FACTURA, OTRA_FACTURA)), ("01", (FACTURA.lower(),))),
        ),
        ["COB115"],
    ),
    "COB116 related": (
        stamped(evolve(INGRESO, cfdi_relacionados=related(("04", (TIMBRE.uuid.lower(),))))),
        ["COB116"],
    ),
    "COB116 paid": (
        stamped(paid(docto_relacionado=(evolve(DOCTO, id_documento=TIMBRE.uuid),))),
        ["COB116"],
    ),
    "COB117": (
        paid(
            docto_relacionado=(
                DOCTO,
                evolve(DOCTO, id_documento=OTRA_FACTURA),
                evolve(DOCTO, id_documento=FACTURA.lower(), num_parcialidad=2),
            )
        ),
        ["COB117"],
    ),
    "COB118": (taxed("42501", "0.160000", "0.080000"), ["COB118"]),
}


@pytest.mark.parametrize(("comprobante", "expected"), FAILS.values(), ids=FAILS)
def test_each_mistake_gets_its_code(comprobante: Comprobante, expected: list[str]) -> None:
    found = findings(RULES, comprobante, today=TODAY)
    assert sorted(each.code for each in found) == expected
    assert {each.severity for each in found} == {Severity.WARNING}


PASSES = {
    "COB102 P": PAGO,
    "COB103 PPD is for CFDI40105": evolve(INGRESO, forma_pago=None, metodo_pago="PPD"),
    "COB104 PPD": evolve(INGRESO, forma_pago="99", metodo_pago="PPD"),
    "COB105 P is for CRP20110": evolve(PAGO, total=D("0.00")),
    "COB105 unknown currency": evolve(INGRESO, moneda="ZZZ", total=D("1204.400")),
    "COB106 debit note": evolve(INGRESO, cfdi_relacionados=related(("02", (FACTURA,)))),
    "COB106 unknown key": evolve(INGRESO, cfdi_relacionados=related(("19", (FACTURA,)))),
    "COB106 replaced REP": evolve(PAGO, cfdi_relacionados=related(("04", (FACTURA,)))),
    "COB108 broken into lines": stamped(sello_cfd="c2Vs bG8="),
    "COB109 just in time": stamped(fecha_timbrado=FECHA + timedelta(hours=74)),
    # Cancún keeps its clocks an hour before central time.
    "COB109 Cancún": stamped(fecha_timbrado=FECHA - timedelta(minutes=59)),
    "COB110 later the same day": paid(fecha_pago=FECHA + timedelta(hours=6)),
    "COB113 generic": evolve(INGRESO, receptor=PUBLICO),
    "COB113 foreign": evolve(INGRESO, receptor=EXTRANJERO),
    "COB113 no RFC": evolve(INGRESO, receptor=evolve(RECEPTOR, rfc="")),
    "COB113 characters of no RFC": evolve(INGRESO, receptor=evolve(RECEPTOR, rfc="ure180429tm6")),
    "COB114 a person": evolve(
        NOMINA, receptor=evolve(NOMINA.receptor, nombre="XOCHILT CASAS CHAVEZ SA")
    ),
    "COB115 under two relations": evolve(
        INGRESO, cfdi_relacionados=related(("04", (FACTURA,)), ("07", (FACTURA,)))
    ),
    "COB117 in two payments": evolve(
        PAGO,
        complemento=tuple(
            evolve(each, pago=each.pago * 2) for each in PAGO.complemento if isinstance(each, Pagos)
        ),
    ),
    # c_CodigoPostal: Tijuana has the stimulus of the northern border, Chetumal of the southern.
    "COB118 Tijuana": taxed("22000", "0.080000"),
    "COB118 Chetumal": taxed("77000", "0.08"),
    "COB118 unknown place": taxed("00001", "0.080000"),
}


@pytest.mark.parametrize("comprobante", PASSES.values(), ids=PASSES)
def test_what_is_right_has_no_findings(comprobante: Comprobante) -> None:
    assert codes(RULES, comprobante, today=TODAY) == []


def test_the_future_is_judged_only_when_today_is_given() -> None:
    later = evolve(paid(fecha_pago=FECHA), fecha=FECHA)
    assert codes(RULES, later, today=date(2026, 1, 30)) == ["COB111", "COB112"]
    assert codes(RULES, later) == []
    for rule in RULES:
        if rule.needs == "today":
            assert rule.judge is not None
            assert list(rule.judge(Case(later))) == []


def test_each_of_three_stamps_is_pointed_at() -> None:
    three = evolve(INGRESO, complemento=(TIMBRE, TIMBRE, evolve(TIMBRE, sello_cfd="b3Rybw==")))
    stamps = "(/cfdi:Comprobante/cfdi:Complemento/tfd:TimbreFiscalDigital)"
    assert [(each.code, each.path) for each in findings(RULES, three)] == [
        ("COB107", f"{stamps}[2]"),
        ("COB107", f"{stamps}[3]"),
        ("COB108", f"{stamps}[3]/@SelloCFD"),
    ]


def test_a_date_at_the_end_of_time_is_judged_like_any_other() -> None:
    last = datetime(9999, 12, 31, 23, 59, 59)  # noqa: DTZ001 - local
    assert codes(RULES, evolve(stamped(), fecha=last)) == ["COB109"]
    assert codes(RULES, stamped(fecha_timbrado=last)) == ["COB109"]


# An independent way: values from the character codes, weights counted from the end, and the digit
# as what makes the whole sum divisible by 11.


def value(character: str) -> int:
    if character.isdigit():
        return int(character)
    special = {"&": 24, " ": 37, "Ñ": 38}
    return special.get(character, ord(character) - (55 if character <= "N" else 54))


def digit_by_divisibility(rfc: str) -> str:
    known = sum(value(c) * weight for weight, c in enumerate(reversed(rfc[:-1]), 2))
    padding = 37 * 13 if len(rfc) == 12 else 0
    [digit] = [d for d in range(11) if (known + padding + d) % 11 == 0]
    return "0123456789A"[digit]


@pytest.mark.property
@given(rfc=st.from_regex(r"[A-Z&Ñ]{3,4}[0-9]{6}[A-Z0-9]{3}", fullmatch=True))
def test_check_digit_agrees_with_an_independent_one(rfc: str) -> None:
    assert check_digit(rfc) == digit_by_divisibility(rfc)


# The first two are the examples of SAT's own description of the algorithm, the others its test
# taxpayers.
KNOWN = (
    *("GODE561231GR8", "MAB9307148T4", "EKU9003173C9", "URE180429TM6", "XIA190128J61"),
    *("IIA040805DZ4", "KIJ0906199R1", "CACX7605101P8", "ICV060329BY0", "JES900109Q90"),
    *("ZUÑ920208KL4", "H&E951128469", "MISC491214B86", "FUNK671228PH6"),
)


@pytest.mark.parametrize("rfc", KNOWN)
def test_check_digit_of_published_rfcs(rfc: str) -> None:
    assert check_digit(rfc) == rfc[-1] == digit_by_divisibility(rfc)


def test_check_digit_misses_some_changes_of_one_character() -> None:
    # Counted with another program: 63 of the 396 changes of EKU9003173C9 leave the digit as it is,
    # 36 of them at the character whose weight is 11.
    rfc, characters = "EKU9003173C9", string.digits + string.ascii_uppercase + "&"
    missed = [
        index
        for index in range(11)
        for character in characters.replace(rfc[index], "")
        if check_digit(rfc[:index] + character + rfc[index + 1 :]) == rfc[-1]
    ]
    assert (len(missed), missed.count(1)) == (63, 36)


@pytest.mark.parametrize(
    ("nombre", "suffix"),
    [
        ("EJEMPLO SA DE CV", "SA DE CV"),
        ("EJEMPLO, S.A. DE C.V.", "SA DE CV"),
        ("Ejemplo, s. a. de c. v.", "SA DE CV"),
        ("EJEMPLO S.A.P.I. DE C.V.", "SAPI DE CV"),
        ("EJEMPLO S.A.B. DE C.V.", "SAB DE CV"),
        ("EJEMPLO S DE RL DE CV", "S DE RL DE CV"),
        ("EJEMPLO, S. de R.L. de C.V.", "S DE RL DE CV"),
        ("EJEMPLO S. DE R.L.", "S DE RL"),
        ("COLEGIO X, S.C.", "SC"),
        ("PLAN B S A DE C V", "SA DE CV"),
        ("EJEMPLO A.C.", "AC"),
        ("EJEMPLO S. en C.", "S EN C"),
        ("EJEMPLO SA DE CV SOFOM E.N.R.", "SA DE CV SOFOM ENR"),
        ("EJEMPLO SPR DE RL", "SPR DE RL"),
        ("ESCUELA KEMPER URGATE", None),
        ("INMOBILIARIA CVA", None),
        ("HERRERIA & ELECTRICOS", None),
        ("CASA", None),
        ("COMPRA Y VENTA DE CV", None),
        ("SA DE CV", None),
        ("", None),
    ],
)
def test_societary_suffix(nombre: str, suffix: str | None) -> None:
    assert societary_suffix(nombre) == suffix


def test_rules_are_in_order_of_code() -> None:
    assert [rule.code for rule in RULES] == [f"COB{number}" for number in range(101, 119)]
    assert {rule.severity for rule in RULES} == {Severity.WARNING}
