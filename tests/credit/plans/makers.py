"""Terms of loans that make sense, drawn at random, and a plain schedule to compare with."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

from hypothesis import strategies as st

from cobranza.credit.plans import (
    AMERICAN,
    FRENCH,
    GERMAN,
    MONTHLY,
    SEMI_MONTHLY,
    WEEKLY,
    DayCount,
    Prepayment,
    balloon,
)

START = date(2026, 1, 15)
CENT = Decimal("0.01")

amounts = st.integers(min_value=1, max_value=10**10).map(lambda cents: Decimal(cents) / 100)
rates = st.one_of(
    st.just(Decimal(0)), st.integers(1, 6000).map(lambda points: Decimal(points) / 10_000)
)
starts = st.integers(0, 2000).map(lambda days: date(2024, 1, 1) + timedelta(days=days))


@st.composite
def terms(draw: st.DrawFn) -> dict[str, Any]:
    """Arguments of `amortize` for a loan of at most three years, without prepayments."""
    principal = draw(amounts)
    periods = draw(st.integers(1, 36))
    capitalized = draw(st.integers(0, min(3, periods - 1)))
    left = draw(st.integers(0, 99)) * principal // 100
    return {
        "principal": principal,
        "rate": draw(rates),
        "start": draw(starts),
        "periods": periods,
        "every": draw(st.sampled_from([MONTHLY, SEMI_MONTHLY, WEEKLY])),
        "method": draw(st.sampled_from([FRENCH, GERMAN, AMERICAN, balloon(left)])),
        "day_count": draw(st.sampled_from(DayCount)),
        "capitalized": capitalized,
        "interest_only": draw(st.integers(0, periods - 1 - capitalized)),
        "iva": draw(st.sampled_from(["0", "0.08", "0.16"])),
        "residual": draw(st.sampled_from(["last", "first", "largest"])),
    }


@st.composite
def prepayments(draw: st.DrawFn, principal: Decimal, last: date, start: date) -> list[Prepayment]:
    """A few prepayments, each of a small part of the loan."""
    days = st.integers(1, (last - start).days)
    part = principal.quantize(CENT) / 100
    if part < CENT:
        return []
    return [
        Prepayment(
            date=start + timedelta(days=draw(days)),
            amount=(part * draw(st.integers(1, 10))).quantize(CENT),
            reduces=draw(st.sampled_from(["term", "payment"])),
        )
        for _ in range(draw(st.integers(0, 3)))
    ]


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def plain_french(principal: Decimal, rate: Decimal, periods: int) -> list[tuple[Decimal, ...]]:
    """A level payment each month by the formula of textbooks: interest, principal, balance."""
    with localcontext(prec=60):
        growth = 1 + rate / 12
        payment = (
            principal / periods if not rate else (growth - 1) * principal / (1 - growth**-periods)
        )
        level, balance = cents(payment), principal
        rows: list[tuple[Decimal, ...]] = []
        for number in range(1, periods + 1):
            interest = cents(balance * rate / 12)
            paid = balance if number == periods else min(level - interest, balance)
            balance -= paid
            rows.append((interest, paid, balance))
            if not balance:
                break
    return rows
