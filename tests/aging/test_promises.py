"""Promises to pay and follow-ups: kept or broken, on time or not."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobranza.aging import (
    FollowUp,
    FollowUpsOnTime,
    Promise,
    PromisesKept,
    PromiseStatus,
    follow_ups_on_time,
    promises_kept,
)
from cobranza.errors import CobranzaError, MoneyError
from tests.aging import makers, portfolios
from tests.aging.makers import figures, paid

KEPT, BROKEN, PENDING = PromiseStatus.KEPT, PromiseStatus.BROKEN, PromiseStatus.PENDING
AS_OF = date(2026, 5, 31)


def promise(
    amount: str = "100.00",
    *received: tuple[date, str],
    made: date = date(2026, 5, 4),
    due: date = date(2026, 5, 15),
    currency: str = "MXN",
) -> Promise:
    return Promise(
        customer=makers.XENON,
        currency=currency,
        made=made,
        due=due,
        amount=Decimal(amount),
        received=[paid(day, part) for day, part in received],
    )


class TestStatus:
    @pytest.mark.parametrize(
        ("day", "status"),
        [
            (date(2026, 5, 9), PENDING),
            (date(2026, 5, 14), PENDING),
            (date(2026, 5, 15), KEPT),
            (date(2026, 6, 30), KEPT),
        ],
    )
    def test_in_parts_by_the_due_date(self, day: date, status: PromiseStatus) -> None:
        kept = promise("100.00", (date(2026, 5, 10), "60.00"), (date(2026, 5, 15), "40.00"))
        assert kept.status(day) is status

    @pytest.mark.parametrize(
        "received",
        [
            [(date(2026, 5, 3), "100.00")],  # before it was promised
            [(date(2026, 5, 10), "99.99")],
            [(date(2026, 5, 18), "100.00")],
            [(date(2026, 5, 10), "100.00"), (date(2026, 5, 12), "-0.01")],
            [],
        ],
    )
    def test_anything_less_is_broken(self, received: list[tuple[date, str]]) -> None:
        broken = promise("100.00", *received)
        assert broken.status(date(2026, 5, 14)) in (PENDING, KEPT)
        assert broken.status(date(2026, 5, 15)) is BROKEN

    def test_days_of_grace(self) -> None:
        late = promise("100.00", (date(2026, 5, 18), "100.00"))
        statuses = [late.status(date(2026, 5, day), grace_days=3) for day in (15, 17, 18)]
        assert statuses == [PENDING, PENDING, KEPT]
        assert late.status(date(2026, 5, 18), grace_days=2) is BROKEN

    @pytest.mark.parametrize("amount", ["0", "-1"])
    def test_amounts_are_above_zero(self, amount: str) -> None:
        with pytest.raises(MoneyError, match="expected a promise of more than zero"):
            promise(amount)

    def test_due_after_made(self) -> None:
        with pytest.raises(CobranzaError, match="promise of 2026-05-04 is due 2026-05-03"):
            promise(due=date(2026, 5, 3))


class TestPromisesKept:
    PROMISES = (
        promise("10.00", (date(2026, 5, 15), "10.00")),
        promise("90.00"),
        promise("5.00", due=date(2026, 5, 1), made=date(2026, 4, 1)),
        promise("7.00", due=date(2026, 4, 30), made=date(2026, 4, 1)),
        promise("8.00", due=date(2026, 6, 1)),
        promise("900.00", currency="USD"),
        promise("6.00", due=AS_OF),
    )

    def test_of_the_month(self) -> None:
        found = promises_kept(self.PROMISES, as_of=AS_OF, currency="MXN")
        assert found == PromisesKept(
            currency="MXN",
            kept=1,
            broken=3,
            pending=0,
            kept_amount=Decimal(10),
            broken_amount=Decimal(101),
            pending_amount=Decimal(0),
        )
        assert found.share == Decimal("0.25")
        assert makers.rounded(found.amount_share, "0.000001") == Decimal("0.090090")

    def test_grace_leaves_some_pending(self) -> None:
        found = promises_kept(self.PROMISES, as_of=AS_OF, currency="MXN", grace_days=5)
        assert figures(found.broken, found.pending, found.pending_amount) == (2, 1, 6)

    def test_none(self) -> None:
        found = promises_kept([], as_of=AS_OF, currency="MXN", months=3)
        assert found.share is found.amount_share is None


class TestFollowUps:
    def test_of_the_month(self) -> None:
        days = [
            (date(2026, 5, 1), date(2026, 4, 20)),
            (date(2026, 5, 31), date(2026, 5, 31)),
            (date(2026, 5, 10), date(2026, 5, 11)),
            (date(2026, 5, 30), date(2026, 6, 1)),
            (date(2026, 5, 30), None),
            (date(2026, 4, 30), None),
            (date(2026, 6, 1), date(2026, 5, 1)),
        ]
        found = follow_ups_on_time(
            [FollowUp(due=due, done=done) for due, done in days], as_of=AS_OF
        )
        assert found == FollowUpsOnTime(due=5, on_time=2, late=1)
        assert (found.not_done, found.share) == (2, Decimal("0.4"))

    def test_none(self) -> None:
        assert follow_ups_on_time([], as_of=AS_OF).share is None


promises = st.lists(
    st.builds(
        lambda made, wait, cents, parts: Promise(
            customer=makers.XENON,
            currency="MXN",
            made=made,
            due=makers.days_after(made, wait),
            amount=Decimal(cents).scaleb(-2),
            received=[
                paid(makers.days_after(made, day), str(Decimal(part).scaleb(-2)))
                for day, part in parts
            ],
        ),
        portfolios.days,
        st.integers(0, 40),
        st.integers(1, 1000),
        st.lists(st.tuples(st.integers(0, 50), st.integers(1, 1000)), max_size=3),
    ),
    max_size=8,
)


@pytest.mark.property
@given(promises, portfolios.days, st.integers(0, 10))
def test_every_promise_due_is_one_of_three(
    given_promises: list[Promise], as_of: date, grace: int
) -> None:
    found = promises_kept(given_promises, as_of=as_of, currency="MXN", grace_days=grace)
    due = [each for each in given_promises if as_of.replace(day=1) <= each.due <= as_of]
    assert found.kept + found.broken + found.pending == len(due)
    assert found.kept_amount + found.broken_amount + found.pending_amount == sum(
        each.amount for each in due
    )
    for share in (found.share, found.amount_share):
        assert share is None or 0 <= share <= 1
    # Time only turns what is pending into the other two.
    later = [each.status(date(2030, 1, 1), grace_days=grace) for each in due]
    assert PENDING not in later
    assert later.count(KEPT) >= found.kept
