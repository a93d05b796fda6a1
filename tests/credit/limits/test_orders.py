"""Orders: released or held, with every reason; and who may release them all the same."""

from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cobranza.credit.limits import (
    FileCheck,
    OrderDecision,
    OrderOutcome,
    PastDue,
    Reason,
    check_file,
    decide_order,
    exposure,
)
from cobranza.errors import CreditError
from cobranza.ledger import Ledger, account_key
from tests.aging.makers import figures
from tests.credit.limits.makers import (
    ANALYST,
    COMMITTEE,
    CUSTOMER,
    DAY,
    DIRECTOR,
    MANAGER,
    POLICY,
    full_file,
    limit,
    order,
    owed,
    policy,
    ruling,
)
from tests.ledger.makers import BUYER, day, invoice, pays, receipt

LATE = (PastDue(days=6, amount=Decimal("1000.01")),)


def asked(amount: str = "1000", **changes: Any) -> OrderDecision:
    """An order of a customer whose limit of 100 000 is used up to 60 000; the file is full."""
    given_: dict[str, Any] = {
        "exposure": owed("60000"),
        "limit": limit(),
        "file": full_file(),
        **changes,
    }
    return decide_order(changes.pop("order", order(amount)), POLICY, **given_)


def reasons(found: OrderDecision) -> list[str]:
    return [each.reason.value for each in found.objections]


def test_within_the_limit_and_its_tolerance_an_order_is_released() -> None:
    """5 % of tolerance over 100 000."""
    found = asked("45000")
    assert (found.outcome, found.needed) == (OrderOutcome.RELEASE, None)
    assert figures(found.after, found.allowed) == (105_000, 105_000)
    held = asked("45000.01")
    assert (held.outcome, held.needed) == (OrderOutcome.HOLD, MANAGER)
    assert held.objections[0].text() == ("Por encima del límite: 105,000.01; se permite 105,000.00")
    assert held.objections[0].text("en") == "Over the limit: 105,000.01; allowed: 105,000.00"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"limit": None}, Reason.NO_LIMIT),
        ({"limit": limit(valid_until=date(2026, 3, 1))}, Reason.LIMIT_EXPIRED),
        ({"limit": limit(valid_from=date(2026, 3, 3))}, Reason.LIMIT_EXPIRED),
        ({"limit": limit("10000")}, Reason.OVER_LIMIT),
        ({"limit": limit(terms_days=15)}, Reason.TERMS_NOT_ALLOWED),
        ({"exposure": owed("60000", past_due=LATE)}, Reason.OVERDUE),
        ({"file": None}, Reason.FILE_INCOMPLETE),
        ({"file": full_file(date(2026, 1, 30))}, Reason.FILE_INCOMPLETE),
    ],
)
def test_each_reason_holds_by_itself(changes: dict[str, Any], reason: Reason) -> None:
    found = asked(**changes)
    assert (found.outcome, reasons(found)) == (OrderOutcome.HOLD, [reason.value])


@pytest.mark.parametrize(
    "changes",
    [
        {"limit": limit(valid_until=DAY)},
        {"limit": limit(valid_from=DAY)},
        {"limit": limit(terms_days=45)},
        {"exposure": owed("60000", past_due=(PastDue(days=5, amount=Decimal(9000)),))},
        {"exposure": owed("60000", past_due=(PastDue(days=6, amount=Decimal(1000)),))},
        {"limit": limit("40000", temporary=Decimal(60_000), temporary_until=DAY)},
    ],
)
def test_at_its_edge_none_holds(changes: dict[str, Any]) -> None:
    assert asked(**changes).outcome is OrderOutcome.RELEASE


def test_every_reason_is_named_not_only_the_first() -> None:
    expired = limit("10000", valid_until=date(2026, 3, 1), terms_days=15)
    found = asked(limit=expired, exposure=owed("60000", past_due=LATE), file=None)
    assert reasons(found) == [
        "limit_expired",
        "over_limit",
        "terms_not_allowed",
        "overdue",
        "file_incomplete",
    ]
    assert found.objections[0].allowed == "2026-01-01/2026-03-01"
    assert found.needed == COMMITTEE


def test_a_notice_holds_nothing() -> None:
    found = asked(limit=limit(review_on=date(2026, 3, 1)))
    assert (found.outcome, found.objections) == (OrderOutcome.RELEASE, ())
    assert [each.text() for each in found.notices] == [
        "Revisión pendiente: 2026-03-02; se permite 2026-03-01"
    ]
    assert asked(limit=limit(review_on=DAY)).notices == ()


class TestOverride:
    def test_the_authority_is_over_the_exposure_and_the_excess(self) -> None:
        """110 000 is a tenth above the limit, the most that a manager lets pass."""
        for amount, needed in (("50000", MANAGER), ("50001", DIRECTOR), ("65001", COMMITTEE)):
            assert asked(amount).needed == needed
        assert asked("205000", limit=limit("250000")).needed == DIRECTOR  # 265 000 of class B

    def test_who_has_it_releases(self) -> None:
        found = asked("50000", override=ruling(MANAGER, note="pago confirmado"))
        assert found.outcome is OrderOutcome.RELEASE_WITH_OVERRIDE
        assert reasons(found) == ["over_limit"]
        assert asked("50000", override=ruling(COMMITTEE)).outcome is found.outcome

    def test_who_has_not_does_not(self) -> None:
        found = asked("50001", override=ruling(MANAGER))
        assert (found.outcome, reasons(found)) == (
            OrderOutcome.HOLD,
            ["over_limit", "beyond_authority"],
        )
        declined = asked("50000", override=ruling(MANAGER, approve=False, note="ya no"))
        assert (declined.outcome, declined.objections[-1].found) == (OrderOutcome.HOLD, "ya no")

    def test_each_reason_has_to_be_waived(self) -> None:
        late: dict[str, Any] = {"exposure": owed("60000", past_due=LATE)}
        assert asked(**late).needed == MANAGER
        expired = limit(valid_until=date(2026, 3, 1))
        assert asked(**late, limit=expired).needed == DIRECTOR
        assert asked(limit=None, override=ruling(DIRECTOR)).outcome is OrderOutcome.HOLD
        assert asked(limit=None, override=ruling(COMMITTEE)).outcome is (
            OrderOutcome.RELEASE_WITH_OVERRIDE
        )

    def test_above_a_limit_of_zero_only_the_committee_releases(self) -> None:
        assert asked(limit=limit("0")).needed == COMMITTEE

    def test_what_nothing_holds_needs_none(self) -> None:
        found = asked(override=ruling(ANALYST))
        assert (found.outcome, found.needed) == (OrderOutcome.RELEASE, None)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"order": order("1", currency="USD")}, "order.currency is 'USD', expected that of the p"),
        ({"exposure": owed(currency="USD")}, "exposure.currency is 'USD'"),
        ({"limit": limit(currency="USD")}, "limit.currency is 'USD'"),
        ({"limit": limit(customer="X")}, f"limit.customer is 'X', expected '{CUSTOMER}'"),
        (
            {"file": check_file("X", [], POLICY, as_of=DAY, limit=Decimal(1))},
            "file.customer is 'X'",
        ),
        ({"exposure": owed(as_of=date(2025, 12, 31))}, "policy .* is not in force on 2025-12-31"),
        ({"override": ruling("Mago"), "limit": None}, "role is 'Mago'"),
    ],
)
def test_what_does_not_fit_is_refused(changes: dict[str, Any], message: str) -> None:
    given_: dict[str, Any] = {
        "exposure": owed("60000"),
        "limit": limit(),
        "file": full_file(),
        **changes,
    }
    asked_order = given_.pop("order", order("1"))
    with pytest.raises(CreditError, match=f"^{message}"):
        decide_order(asked_order, POLICY, **given_)


def test_an_order_after_a_ledger() -> None:
    """An invoice of 1 160, due at issue, was paid but for 360: 38 days late by 8 February."""
    ledger = Ledger.build([invoice(1, "1160.00", on=1), receipt(11, pays(1, "800.00"), on=10)])
    key = account_key(BUYER)
    found = exposure(key, ledger.receivables, as_of=day(39), currency="MXN")
    rules = policy(hold=attrs.evolve(POLICY.hold, overdue_amount=Decimal(300)))
    allowed = limit("1000", customer=key)
    held = decide_order(order("640", customer=key), rules, exposure=found, limit=allowed)
    assert [each.text() for each in held.objections] == ["Saldo vencido: 360.00; se permite 300.00"]
    paid = exposure(
        key,
        Ledger.build(
            [
                invoice(1, "1160.00", on=1),
                receipt(11, pays(1, "800.00"), on=10),
                receipt(12, pays(1, "60.00"), on=39),
            ]
        ).receivables,
        as_of=day(39),
        currency="MXN",
    )
    released = decide_order(order("640", customer=key), rules, exposure=paid, limit=allowed)
    assert released.outcome is OrderOutcome.RELEASE


@pytest.mark.property
@settings(max_examples=150)
@given(
    st.integers(0, 200_000).map(Decimal),
    st.integers(-50_000, 200_000),
    st.integers(0, 10),
    st.integers(0, 3000).map(Decimal),
    st.integers(-3, 3),
    st.sampled_from([15, 30, 45]),
    st.sampled_from([None, full_file()]),
)
def test_the_reasons_are_complete(  # noqa: PLR0917 - what hypothesis gives
    amount: Decimal,
    net: int,
    late: int,
    past_due: Decimal,
    left: int,
    terms: int,
    file: FileCheck | None,
) -> None:
    """A plain reading of the policy holds exactly the same orders for exactly the same reasons."""
    owes = owed(
        str(max(net, 0)),
        credits=Decimal(min(net, 0)),
        past_due=(PastDue(days=late, amount=past_due),) if late else (),
    )
    granted = limit(valid_until=date.fromordinal(DAY.toordinal() + left))
    found = decide_order(
        order(str(amount), terms_days=terms), POLICY, exposure=owes, limit=granted, file=file
    )
    expected = {
        "limit_expired": left < 0,
        "over_limit": net + amount > 105_000,
        "terms_not_allowed": terms > 30,
        "overdue": late > 5 and past_due > 1000,
        "file_incomplete": file is None,
    }
    assert reasons(found) == [reason for reason, holds in expected.items() if holds]
    assert (found.outcome is OrderOutcome.HOLD) is any(expected.values())
    if found.needed is not None and found.needed != COMMITTEE:
        role = POLICY.authorities[POLICY.rank(found.needed)]
        assert found.after <= role.by_class["B"]
        assert found.after <= granted.amount * (1 + role.excess_share)
