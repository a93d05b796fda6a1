"""Tables of terms: every column, and every mistake with its place."""

from datetime import date
from decimal import Decimal

import pytest

from cobranza.calendars import Roll, Weekday
from cobranza.errors import SourceError
from cobranza.ledger.terms import Agreement, EarlyPayment, EndOfMonth, TermPart, Terms
from cobranza.sources import read_terms
from tests.sources.conftest import Put

XENON = "XIA190128J61"


def parts(*days: int) -> tuple[TermPart, ...]:
    return tuple(TermPart(days=each) for each in days)


class TestColumns:
    @pytest.mark.parametrize(
        ("column", "cell", "terms"),
        [
            ("months", "2", Terms(months=2)),
            ("business_days", "no", Terms(days=8)),
            ("business_days", "Sí", Terms(days=8, business_days=True)),
            ("business_days", "VERDADERO", Terms(days=8, business_days=True)),
            ("end_of_month", "después", Terms(days=8, end_of_month=EndOfMonth.AFTER_DAYS)),
            ("end_of_month", "BEFORE", Terms(days=8, end_of_month=EndOfMonth.BEFORE_DAYS)),
            ("fixed_days", "30, 15", Terms(days=8, fixed_days=(15, 30))),
            ("payment_days", "viernes", Terms(days=8, payment_days=(Weekday.FRIDAY,))),
            (
                "review_days",
                "Lunes/MIÉRCOLES",
                Terms(days=8, review_days=(Weekday.MONDAY, Weekday.WEDNESDAY)),
            ),
            ("review_days", "monday", Terms(days=8, review_days=(Weekday.MONDAY,))),
            ("from_receipt", "x", Terms(days=8, from_receipt=True)),
            ("roll", "siguiente", Terms(days=8, roll=Roll.FOLLOWING)),
            ("roll", "Siguiente  Modificado", Terms(days=8, roll=Roll.MODIFIED_FOLLOWING)),
            ("roll", "preceding", Terms(days=8, roll=Roll.PRECEDING)),
            ("installments", "30/60/90", Terms(parts=parts(30, 60, 90))),
            (
                "installments",
                "0:50% 1m:50%",
                Terms(
                    parts=(
                        TermPart(weight=Decimal(50)),
                        TermPart(months=1, weight=Decimal(50)),
                    )
                ),
            ),
            (
                "early_payment",
                "10:2% 20:0.5",
                Terms(
                    days=8,
                    early_payment=(
                        EarlyPayment(percent=Decimal(2), days=10),
                        EarlyPayment(percent=Decimal("0.5"), days=20),
                    ),
                ),
            ),
        ],
    )
    def test_say_terms(self, put: Put, column: str, cell: str, terms: Terms) -> None:
        days = "8" if terms.days else ""
        agreed = read_terms(put(f'rfc,days,{column}\n{XENON},{days},"{cell}"\n'))
        assert agreed == {XENON: (Agreement(terms=terms),)}

    def test_no_days_are_days_too(self, put: Put) -> None:
        assert read_terms(put(f"rfc,days\n{XENON},0\n"))[XENON][0].terms == Terms()

    def test_validity(self, put: Put) -> None:
        agreed = read_terms(
            put(
                "rfc,days,valid_from,valid_until\n"
                f"{XENON},30,2026-01-01,\n"
                f"{XENON},45,,2025-12-31\n"
                f"{XENON},30,2026-01-01,\n"  # a row twice is one
            )
        )
        assert [agreed.on(XENON, date(year, 6, 1)) for year in (2025, 2026)] == [
            Terms(days=45),
            Terms(days=30),
        ]

    @pytest.mark.parametrize(
        ("row", "key"),
        [
            ("xia190128j61,C-1,,", XENON),
            (",Grupo Norte,,", "GRUPO NORTE"),
            ("XEXX010101000,,,", "XEXX010101000"),
            ("XEXX010101000,,12-34,Acme", "XEXX010101000#1234"),
            ("XEXX010101000,,,Acme Inc.", "XEXX010101000:ACME INC"),
            ("XEXX010101000,ACME,12-34,Acme", "ACME"),
            ("XAXX010101000,,,Mostrador", "XAXX010101000"),
        ],
    )
    def test_who(self, put: Put, row: str, key: str) -> None:
        assert list(read_terms(put(f"rfc,customer,tax_id,name,days\n{row},30\n"))) == [key]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("rfc,days\nXIA190128J61,x\n", "row 2: days is 'x', expected a whole number of days"),
        ("rfc,days\nXIA190128J61,-1\n", "row 2: days is '-1', expected a whole number of days"),
        ("rfc,days\n\nXIA190128J61,\n", "row 3: days is '', expected a whole number of days"),
        (
            "rfc,days,business_days,roll\nXIA190128J61,,sí,siguiente\n",
            "row 2: days is '', expected a whole number of days",
        ),
        ("rfc,days\nXIA190128J61\n", "row 2: days is '', expected a whole number of days"),
        ("rfc,days\nXIA190128J61,9999\n", "row 2: days is 9999, expected 0 to 3660"),
        ("rfc,days\nXIA,30\n", "row 2: rfc is 'XIA', expected an RFC such as XIA190128J61"),
        ("rfc,days\n,30\n", "row 2: rfc is '', expected an RFC such as XIA190128J61"),
        (
            "rfc,days\nXIA190128J61,30\nXIA190128J61,45\n",
            (
                "row 3: valid_from is '', expected other days than row 2, "
                "which says terms of XIA190128J61 too"
            ),
        ),
        (
            "rfc,days,valid_from\nXIA190128J61,30,2026-02-01\nXIA190128J61,45,2026-01-01\n",
            (
                "row 3: valid_from is '2026-01-01', expected other days than row 2, "
                "which says terms of XIA190128J61 too"
            ),
        ),
        (
            "rfc,days,valid_from\nXIA190128J61,30,01/02/2026\n",
            "row 2: valid_from is '01/02/2026', expected a date YYYY-MM-DD or nothing",
        ),
        (
            "rfc,days,valid_until\nXIA190128J61,30,2026-02-30\n",
            "row 2: valid_until is '2026-02-30', expected a date YYYY-MM-DD that exists",
        ),
        (
            "rfc,days,valid_from,valid_until\nXIA190128J61,30,2026-02-01,2026-01-01\n",
            "row 2: until is 2026-01-01, expected 2026-02-01 or later",
        ),
        (
            "rfc,days,months\nXIA190128J61,30,1.5\n",
            "row 2: months is '1.5', expected a whole number of months",
        ),
        (
            "rfc,days,business_days\nXIA190128J61,30,quizá\n",
            "row 2: business_days is 'quizá', expected 'sí' or 'no'",
        ),
        (
            "rfc,days,end_of_month\nXIA190128J61,30,sí\n",
            "row 2: end_of_month is 'sí', expected 'antes' or 'después'",
        ),
        (
            "rfc,days,fixed_days\nXIA190128J61,30,quince\n",
            "row 2: fixed_days is 'quince', expected days of the month such as '15 30'",
        ),
        ("rfc,days,fixed_days\nXIA190128J61,30,32\n", "row 2: fixed day is 32, expected 1 to 31"),
        (
            "rfc,days,payment_days\nXIA190128J61,30,lun\n",
            ("row 2: payment_days is 'lun', expected days of the week such as 'lunes miércoles'"),
        ),
        (
            "rfc,days,roll\nXIA190128J61,30,hábil\n",
            ("row 2: roll is 'hábil', expected 'siguiente', 'anterior' or 'siguiente modificado'"),
        ),
        (
            "rfc,days,installments\nXIA190128J61,,30:50% 60\n",
            (
                "row 2: installments is '30:50% 60', "
                "expected days, with all shares or none: '30 60' or '0:50% 30:50%'"
            ),
        ),
        (
            "rfc,days,installments\nXIA190128J61,,30 y 60\n",
            (
                "row 2: installments is '30 y 60', "
                "expected days, with all shares or none: '30 60' or '0:50% 30:50%'"
            ),
        ),
        (
            "rfc,days,installments\nXIA190128J61,30,30 60\n",
            "row 2: days and months are those of the parts, expected none beside them",
        ),
        (
            "rfc,days,installments\nXIA190128J61,,30:0 60:1\n",
            "row 2: weight is 0, expected a decimal above 0",
        ),
        (
            "rfc,days,early_payment\nXIA190128J61,30,2/10\n",
            "row 2: early_payment is '2/10', expected days and percent such as '10:2% 20:1%'",
        ),
        (
            "rfc,days,early_payment\nXIA190128J61,30,10:200%\n",
            "row 2: percent is 200, expected above 0 and up to 100",
        ),
    ],
)
def test_errors_name_file_row_value_and_what_was_expected(
    put: Put, text: str, message: str
) -> None:
    path = put(text)
    with pytest.raises(SourceError) as caught:
        read_terms(path)
    assert str(caught.value) == f"{path}, {message}"


def test_a_long_value_is_cut(put: Put) -> None:
    with pytest.raises(SourceError, match=r"row 2: days is 'x{79}…', expected"):
        read_terms(put(f"rfc,days\n{XENON},{'x' * 1000}\n"))


def test_many_rows_of_one_customer(put: Put) -> None:
    rows = "".join(
        f"{XENON},{days},{date.fromordinal(730000 + days)},{date.fromordinal(730000 + days)}\n"
        for days in range(3000)
    )
    agreed = read_terms(put(f"rfc,days,valid_from,valid_until\n{rows}"))
    assert len(agreed[XENON]) == 3000
    assert agreed.on(XENON, date.fromordinal(732000)) == Terms(days=2000)
