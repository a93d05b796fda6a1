"""Many schedules at once: the same instalments as those of objects, row for row."""

import importlib
import sys
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cobranza.calendars import Calendar, Roll
from cobranza.credit.plans import (
    AMERICAN,
    BULLET,
    FORTNIGHTLY,
    FRENCH,
    GERMAN,
    MONTH_END,
    MONTHLY,
    SEMI_MONTHLY,
    WEEKLY,
    DayCount,
    Every,
    amortize,
    balloon,
)
from cobranza.errors import CreditError, MissingExtraError, MoneyError

pl = pytest.importorskip("polars")
frames = importlib.import_module("cobranza.credit.plans.frames")

AMOUNTS = ("opening", "interest", "iva", "principal", "capitalized", "payment", "closing")
START = date(2026, 1, 15)


def table(*loans: tuple[int | Decimal, str, int, date]) -> Any:
    """A table of loans: principal in centavos (or as a decimal), rate, periods, start."""
    return pl.DataFrame(
        [
            {
                "loan": f"L{place}",
                "principal": principal,
                "rate": Decimal(rate),
                "periods": periods,
                "start": start,
            }
            for place, (principal, rate, periods, start) in enumerate(loans)
        ],
        schema_overrides={"rate": pl.Decimal(18, 9), "start": pl.Date},
    )


def of_objects(loans: Any, **rules: Any) -> list[tuple[object, ...]]:
    """The instalments of `amortize`, in centavos."""
    return [
        (
            loan["loan"],
            row.number,
            row.date,
            row.days,
            *(int(getattr(row, name).scaleb(2)) for name in AMOUNTS),
        )
        for loan in loans.iter_rows(named=True)
        for row in amortize(
            Decimal(loan["principal"]) / 100,
            rate=loan["rate"],
            periods=loan["periods"],
            start=loan["start"],
            **rules,
        ).rows
    ]


def of_frames(loans: Any, **rules: Any) -> list[tuple[object, ...]]:
    found: list[tuple[object, ...]] = pl.concat(frames.schedules(loans, **rules)).rows()
    return found


RULES = st.fixed_dictionaries(
    {
        "every": st.sampled_from([MONTHLY, MONTH_END, SEMI_MONTHLY, FORTNIGHTLY, Every(months=3)]),
        "day_count": st.sampled_from(DayCount),
        "method": st.sampled_from([FRENCH, GERMAN, AMERICAN]),
        "iva": st.sampled_from(["0", "0.08", "0.16"]),
        "interest_only": st.integers(0, 2),
        "capitalized": st.integers(0, 2),
        "calendar": st.sampled_from([None, Calendar()]),
        "roll": st.sampled_from(Roll),
        "adjusted": st.booleans(),
    }
)
LOANS = st.lists(
    st.tuples(
        st.one_of(st.integers(1, 100), st.integers(1, 10**9), st.integers(10**12, 10**14)),
        st.integers(0, 600).map(lambda thousandths: str(Decimal(thousandths) / 1000)),
        st.integers(5, 24),
        st.integers(0, 1500).map(lambda days: date(2024, 1, 1) + timedelta(days=days)),
    ),
    min_size=1,
    max_size=5,
)


@pytest.mark.property
@settings(max_examples=60)
@given(LOANS, RULES, st.integers(1, 6))
def test_both_doors_agree(
    loans: list[tuple[int, str, int, date]], rules: dict[str, Any], batch: int
) -> None:
    given_loans = table(*loans)
    try:
        expected = of_objects(given_loans, **rules)
    except CreditError as error:
        reason = str(error).partition("expected")[2]
        with pytest.raises(CreditError, match=f"loan 'L.*expected{reason.partition(',')[0]}"):
            of_frames(given_loans, batch=batch, **rules)
    else:
        assert of_frames(given_loans, batch=batch, **rules) == expected


@pytest.mark.parametrize(
    ("loans", "rules"),
    [
        # Without interest a third of all loans of six months end in half a centavo, or near it.
        ([(cents, "0", 6, START) for cents in range(1, 61)], {}),
        # One payment: 105 exactly; 104.5 and 301.5, which go up.
        ([(100, "0.60", 1, START), (100, "0.54", 1, START), (300, "0.06", 1, START)], {}),
        # Products beyond 64 bits, and a balance that no double holds.
        ([(9 * 10**17, "0.123456789", 12, START)], {"day_count": DayCount.ACT_365}),
        # An IVA with many digits.
        ([(9 * 10**17, "0.24", 12, START)], {"iva": "0.123456789"}),
        # Growth beyond the largest double.
        ([(10**6, "9000", 200, START)], {}),
        # Too small for a centavo in each payment: they end early, or pay all at the end.
        ([(20, "0", 36, START), (5, "0.12", 36, START)], {}),
        (
            [(10**7, "0.36", 24, date(2025, 1, 31))],
            {"every": WEEKLY, "day_count": DayCount.ACT_360},
        ),
        (
            [(10**7, "0.36", 24, date(2025, 1, 31))],
            {"every": Every(days=10), "day_count": DayCount.THIRTY_360},
        ),
        (
            [(10**7, "0.36", 24, date(2026, 2, day)) for day in (14, 15, 28)],
            {"every": SEMI_MONTHLY},
        ),
        ([(10**7, "0.36", 24, START)], {"every": MONTH_END, "calendar": Calendar()}),
        ([(10**7, "0.36", 7, START)], {"method": GERMAN, "capitalized": 1, "interest_only": 2}),
        (
            [(10**7, "0.36", 7, date(2026, 1, 30))],
            {"method": AMERICAN, "day_count": DayCount.THIRTY_E_360, "iva": "0.16"},
        ),
    ],
)
def test_hard_cases(loans: list[tuple[int, str, int, date]], rules: dict[str, Any]) -> None:
    given_loans = table(*loans)
    assert of_frames(given_loans, **rules) == of_objects(given_loans, **rules)


def test_what_lies_near_a_half_is_solved_exactly(monkeypatch: pytest.MonkeyPatch) -> None:
    """A principal of 200 centavos for a month at 3 % is 206; one of 50 is 51.5."""
    loop = importlib.import_module("cobranza.credit.plans.frames._loop")
    asked: list[int] = []

    def solve(balance: int, *rest: Any) -> tuple[int, int]:
        asked.append(balance)
        found: tuple[int, int] = original(balance, *rest)
        return found

    original = loop.solve
    monkeypatch.setattr(loop, "solve", solve)
    of_frames(table((200, "0.36", 1, START), (50, "0.36", 1, START)))
    assert asked == [50]


def test_decimals_come_back_as_decimals() -> None:
    loans = table((Decimal("150000.00"), "0.10", 36, START))
    (found,) = frames.schedules(loans.lazy())
    assert found.schema["payment"] == pl.Decimal(38, 2)
    assert found["payment"][0] == Decimal("4840.08")
    assert found["interest"].sum() == Decimal("24242.79")
    assert found.columns == ["loan", "number", "date", "days", *AMOUNTS]


def test_other_currencies() -> None:
    (found,) = frames.schedules(table((100000, "0.12", 3, START)), currency="JPY")
    yen = amortize("100000", rate="0.12", start=START, periods=3, currency="JPY")
    assert found["payment"].to_list() == [row.payment for row in yen.rows]


def test_no_loans() -> None:
    assert list(frames.schedules(table((1, "0", 1, START)).clear())) == []


def test_rates_can_be_whole_numbers() -> None:
    loans = table((100, "0", 2, START)).with_columns(rate=pl.lit(0))
    (found,) = frames.schedules(loans)
    assert found["payment"].to_list() == [50, 50]


def test_batches_are_of_so_many_loans() -> None:
    loans = table(*[(10**6, "0.12", 3, START)] * 5)
    assert [found.height for found in frames.schedules(loans, batch=2)] == [6, 6, 3]


@pytest.mark.parametrize(
    ("loan", "rules", "message"),
    [
        ((0, "0.1", 12, START), {}, "principal of loan 'L0' is 0, expected more than 0"),
        ((10**18, "0.1", 12, START), {}, "principal of loan 'L0' is 10*, expected more than 0"),
        ((1, "-0.1", 12, START), {}, "rate of loan 'L0' is -0.1.*, expected 0 or more"),
        ((1, "1000000", 12, START), {}, "rate of loan 'L0' is 1000000.* less than a million"),
        (
            (9 * 10**17, "50", 12, START),
            {},
            r"amounts reach 3750000000000000000, expected less than 2\*\*61",
        ),
        ((1, "0.1", 0, START), {}, "periods of loan 'L0' is 0, expected more than those of grace"),
        ((1, "0.1", 2, START), {"interest_only": 2}, "periods of loan 'L0' is 2, expected more"),
        ((1, "0.1", 2, None), {}, "start of loan 'L0' is None, expected a date"),
        (
            (Decimal("1.005"), "0.1", 2, START),
            {},
            "principal of loan 'L0' is 1.005, expected at most 2 decimals",
        ),
        (
            (10**9, "0.36", 480, date(2026, 2, 1)),
            {"day_count": DayCount.ACT_360},
            "instalment 2 of loan 'L0' pays .*, expected at least its interest",
        ),
        (
            (1, "0", 2, date(2026, 8, 14)),
            {
                "every": Every(days=1),
                "day_count": DayCount.ACT_360,
                "calendar": Calendar(),
            },
            "dates of loan 'L0' has 2026-08-17 after 2026-08-17, expected growing dates",
        ),
    ],
)
def test_what_makes_no_sense(loan: Any, rules: dict[str, Any], message: str) -> None:
    with pytest.raises(CreditError, match=message):
        of_frames(table(loan), **rules)


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ({"method": BULLET}, "method is bullet, expected FRENCH, GERMAN or AMERICAN"),
        ({"method": balloon(1)}, "method is french with balloon, expected FRENCH"),
        ({"every": Every(days=10)}, "day_count is PERIODIC for days without a number of periods"),
        ({"iva": "-0.16"}, "rate is -0.16, expected 0 or more and below 1"),
        ({"iva": "16"}, "rate is 16, expected 0 or more and below 1"),
        ({"capitalized": -1}, "capitalized is -1, expected 0 or more"),
        ({"batch": 0}, "batch is 0, expected 1 loan or more"),
    ],
)
def test_rules_that_make_no_sense(rules: dict[str, Any], message: str) -> None:
    with pytest.raises(CreditError, match=message):
        frames.schedules(table((1, "0", 1, START)), **rules)


def test_columns_are_needed_and_no_floats() -> None:
    loans = table((1, "0", 1, START))
    with pytest.raises(CreditError, match="loans have no column 'rate', expected loan, principal"):
        of_frames(loans.drop("rate"))
    with pytest.raises(MoneyError, match="rate has Float64, expected decimals or whole numbers"):
        of_frames(loans.with_columns(pl.col("rate").cast(pl.Float64)))
    with pytest.raises(CreditError, match="periods has Float64, expected whole numbers"):
        of_frames(loans.with_columns(pl.col("periods").cast(pl.Float64)))
    with pytest.raises(CreditError, match=r"start has Datetime.*, expected dates"):
        of_frames(loans.with_columns(pl.col("start").cast(pl.Datetime)))


@pytest.mark.parametrize(
    ("missing", "error"),
    [("polars", MissingExtraError), ("cobranza.credit.plans.frames._time", ModuleNotFoundError)],
)
def test_it_needs_polars(
    monkeypatch: pytest.MonkeyPatch, missing: str, error: type[Exception]
) -> None:
    for name in [name for name in sys.modules if name.startswith("cobranza.credit.plans.frames")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(error, match="cobranza") as found:
        importlib.import_module("cobranza.credit.plans.frames")
    assert type(found.value) is error
