"""Proposals and decisions: who may, what stands against it, and what asking in parts gains."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, ClassVar

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cobranza.credit.limits import (
    CreditPolicy,
    Decision,
    Limit,
    Outcome,
    Reason,
    Suggestion,
    check_file,
    decide,
    suggest_limit,
)
from cobranza.errors import CreditError
from tests.aging.makers import figures
from tests.credit.limits.makers import (
    ANALYST,
    COMMITTEE,
    CUSTOMER,
    DAY,
    DIRECTOR,
    FINANCIALS,
    MANAGER,
    NEED,
    POLICY,
    applicant,
    full_file,
    limit,
    proposal,
    ruling,
)
from tests.credit.limits.strategies import NAMES, ROLES, policies, thousands


def suggestion(**changes: Any) -> Suggestion:
    return suggest_limit(applicant(financials=FINANCIALS, need=NEED, **changes), POLICY)


def decided(proposed: str, role: str, **changes: Any) -> Decision:
    """A proposal with a full file and a suggestion of 348 000, decided by a role."""
    by = {name: changes.pop(name) for name in ("person", "approve", "note") if name in changes}
    on = changes.pop("on", DAY)
    given_: dict[str, Any] = {"file": full_file(), "suggestion": suggestion(), **changes}
    return decide(proposal(proposed, **given_), POLICY, by=ruling(role, date=on, **by))


def reasons(found: Decision) -> list[str]:
    return [each.reason.value for each in found.objections]


def test_who_has_the_authority_approves() -> None:
    found = decided("50000", ANALYST, valid_until=date(2026, 12, 31))
    assert (found.outcome, found.needed, found.objections) == (Outcome.APPROVED, ANALYST, ())
    assert found.limit == Limit(
        customer=CUSTOMER,
        risk_class="B",
        currency="MXN",
        amount=Decimal(50_000),
        terms_days=30,
        valid_from=DAY,
        valid_until=date(2026, 12, 31),
        review_on=date(2026, 8, 29),  # 180 days
    )
    assert decided("50000", COMMITTEE).outcome is Outcome.APPROVED


def test_who_has_not_sends_it_up() -> None:
    found = decided("50001", ANALYST)
    assert (found.outcome, found.needed, found.limit) == (Outcome.ESCALATED, MANAGER, None)
    assert [each.text() for each in found.objections] == [
        "Fuera de sus facultades: Analista de Crédito; se permite Gerente de Crédito"
    ]
    assert decided("50001", MANAGER).outcome is Outcome.APPROVED


def test_who_asks_does_not_approve() -> None:
    found = decided("50000", COMMITTEE, person="luis")
    assert (found.outcome, reasons(found)) == (Outcome.ESCALATED, ["same_person"])
    assert reasons(decided("50001", ANALYST, person="luis")) == ["beyond_authority", "same_person"]
    assert decided("50000", ANALYST, person="luis", approve=False).outcome is Outcome.REJECTED


def test_anybody_may_decline() -> None:
    found = decided("900000", ANALYST, approve=False, note="cliente en concurso")
    assert (found.outcome, found.limit) == (Outcome.REJECTED, None)
    assert found.objections[-1].text() == "Negado: cliente en concurso"
    assert decided("1", ANALYST, approve=False).objections[-1].found == ANALYST


@pytest.mark.parametrize(
    ("changes", "reason", "needed"),
    [
        ({"terms_days": 60}, Reason.TERMS_NOT_ALLOWED, DIRECTOR),
        ({"review_on": date(2026, 8, 30)}, Reason.REVIEW_TOO_LATE, MANAGER),
        ({"file": None}, Reason.FILE_INCOMPLETE, MANAGER),
        ({"file": full_file(date(2026, 1, 2))}, Reason.FILE_INCOMPLETE, MANAGER),
        ({"suggestion": None}, Reason.NO_SUGGESTION, DIRECTOR),
        (
            {"temporary": Decimal(1), "temporary_until": date(2026, 5, 2)},
            Reason.TEMPORARY_TOO_LONG,
            DIRECTOR,
        ),
    ],
)
def test_what_a_role_may_not_waive_goes_up(
    changes: dict[str, Any], reason: Reason, needed: str
) -> None:
    found = decided("40000", ANALYST, **changes)
    assert (found.outcome, found.needed) == (Outcome.ESCALATED, needed)
    assert reasons(found) == [reason.value, "beyond_authority"]
    approved = decided("40000", needed, **changes)
    assert (approved.outcome, reasons(approved)) == (Outcome.APPROVED, [reason.value])


def test_the_file_is_as_old_as_the_day_of_the_ruling() -> None:
    """All documents are of 2 March; the 32-D opinion ends on 1 April."""
    assert decided("40000", ANALYST, on=date(2026, 4, 1)).outcome is Outcome.APPROVED
    late = attrs.evolve(POLICY, proposal_days=60)
    asked = proposal(
        "40000",
        file=full_file(),
        suggestion=suggest_limit(applicant(financials=FINANCIALS, need=NEED), late),
    )
    found = decide(asked, late, by=ruling(ANALYST, date=date(2026, 4, 2)))
    assert [each.found for each in found.objections][:1] == [
        "Opinión del cumplimiento, artículo 32-D del CFF"
    ]


def test_a_file_that_was_checked_for_less_is_not_enough_for_more() -> None:
    small = check_file(CUSTOMER, [], POLICY, as_of=DAY, limit=Decimal(0))
    assert small.complete
    assert reasons(decided("40000", MANAGER, file=small)) == ["file_incomplete"]


class TestSuggestion:
    def test_above_it_the_excess_counts(self) -> None:
        """348 000 is suggested: 15 %, 30 % more are for the director, and for the committee."""
        assert decided("348000", DIRECTOR).objections == ()
        for proposed, needed in (("400200", DIRECTOR), ("452400", COMMITTEE)):
            found = decided(proposed, COMMITTEE)
            assert (found.needed, reasons(found)) == (needed, ["above_suggestion"])
            assert found.objections[0].allowed == "348,000.00"

    def test_above_a_suggestion_of_nothing_only_the_committee_decides(self) -> None:
        nothing = suggest_limit(
            applicant(financials=attrs.evolve(FINANCIALS, turnover=Decimal(0)), need=NEED), POLICY
        )
        assert nothing.amount == 0
        assert decided("1", ANALYST, suggestion=nothing).needed == COMMITTEE
        assert decided("0", ANALYST, suggestion=nothing).outcome is Outcome.APPROVED

    def test_one_that_the_policy_would_not_make_is_none(self) -> None:
        doctored = attrs.evolve(suggestion(), amount=Decimal(900_000))
        assert reasons(decided("40000", DIRECTOR, suggestion=doctored)) == ["no_suggestion"]
        older = suggest_limit(
            applicant(financials=FINANCIALS, need=NEED), attrs.evolve(POLICY, version="2025-9")
        )
        assert reasons(decided("40000", DIRECTOR, suggestion=older)) == ["no_suggestion"]

    def test_one_that_is_too_old_is_none(self) -> None:
        for as_of, found in ((date(2026, 1, 31), []), (date(2026, 1, 30), ["no_suggestion"])):
            dated = suggestion(as_of=as_of)
            assert reasons(decided("40000", DIRECTOR, suggestion=dated)) == found


class TestTemporary:
    RAISE: ClassVar[dict[str, Any]] = {
        "temporary": Decimal(60_000),
        "temporary_until": date(2026, 4, 30),
    }

    def test_the_limit_returns_to_what_it_was(self) -> None:
        found = decided("40000", MANAGER, **self.RAISE).limit
        assert found is not None
        assert figures(found.granted(date(2026, 4, 30)), found.granted(date(2026, 5, 1))) == (
            100_000,
            40_000,
        )

    def test_it_counts_together_with_the_lasting_part(self) -> None:
        assert decided("190000", MANAGER, **self.RAISE).needed == MANAGER
        assert decided("190001", MANAGER, **self.RAISE).needed == DIRECTOR

    def test_it_has_a_bound_of_its_own(self) -> None:
        more = {**self.RAISE, "temporary": Decimal(100_001)}
        assert decided("1000", MANAGER, **more).needed == DIRECTOR

    def test_one_that_runs_counts_until_it_is_ended(self) -> None:
        """250 000 is the most of a manager for class B."""
        running = limit("100000", **self.RAISE)
        assert decided("190000", MANAGER, current=running).needed == MANAGER
        kept = decided("190000", MANAGER, current=running).limit
        assert kept is not None
        assert figures(kept.temporary, kept.temporary_until) == (60_000, date(2026, 4, 30))
        assert decided("190001", MANAGER, current=running).needed == DIRECTOR
        ended = decided("190001", MANAGER, current=running, temporary=Decimal(0))
        assert figures(ended.needed, ended.limit and ended.limit.temporary) == (MANAGER, 0)
        past = attrs.evolve(running, temporary_until=date(2026, 3, 1))
        after = decided("190001", MANAGER, current=past)
        assert after.needed == MANAGER
        assert after.limit is not None
        assert after.limit.temporary_until is None


def test_a_group_counts_as_one() -> None:
    """A manager may give 800 000 to a group."""
    assert decided("200000", MANAGER, group_others=Decimal(600_000)).needed == MANAGER
    assert decided("200000", MANAGER, group_others=Decimal(600_001)).needed == DIRECTOR


@pytest.mark.parametrize(
    ("changes", "on"),
    [
        ({}, date(2026, 4, 2)),
        ({"temporary": Decimal(1), "temporary_until": date(2026, 3, 5)}, date(2026, 3, 6)),
        ({"valid_until": date(2026, 3, 5)}, date(2026, 3, 6)),
    ],
)
def test_a_proposal_lapses(changes: dict[str, Any], on: date) -> None:
    found = decided("1000", COMMITTEE, on=on, **changes)
    assert (found.outcome, found.limit) == (Outcome.REJECTED, None)
    assert reasons(found)[0] == "proposal_lapsed"
    assert decided("1000", COMMITTEE, on=on - timedelta(days=1), **changes).limit is not None


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"temporary": Decimal(5)}, "temporary_until is None, expected a day for a temporary"),
        ({"temporary_until": DAY}, "temporary_until is 2026-03-02, expected a day for a temporary"),
        ({"valid_until": date(2026, 3, 1)}, "valid_until is 2026-03-01, expected 2026-03-02 or"),
        ({"review_on": date(2026, 3, 1)}, "review_on is 2026-03-01, expected 2026-03-02 or later"),
        ({"current": limit(customer="X")}, f"current.customer is 'X', expected '{CUSTOMER}'"),
        ({"current": limit(currency="USD")}, "current.currency is 'USD', expected 'MXN'"),
        (
            {"suggestion": suggestion(risk_class="A")},
            "suggestion.risk_class is 'A', expected 'B'",
        ),
        (
            {"file": check_file("X", [], POLICY, as_of=DAY, limit=Decimal(1))},
            "file.customer is 'X'",
        ),
        ({"requested_by": ""}, "requested_by is ''"),
        (
            {"suggestion": suggestion(as_of=date(2026, 3, 3))},
            "suggestion.as_of is 2026-03-03, expected 2026-03-02 or before",
        ),
        ({"file": full_file(date(2026, 3, 3))}, "file.as_of is 2026-03-03, expected 2026-03-02"),
        ({"terms_days": -1}, "terms_days is -1, expected 0 or more"),
    ],
)
def test_a_proposal_makes_sense(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(CreditError, match=f"^{message}"):
        proposal(**changes)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"temporary": Decimal(5)}, "temporary_until is None, expected a day"),
        ({"valid_until": date(2025, 12, 31)}, "valid_until is 2025-12-31, expected 2026-01-01 on"),
    ],
)
def test_a_limit_makes_sense(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(CreditError, match=f"^{message}"):
        limit(**changes)


def test_a_ruling_is_of_a_role_and_a_day_that_fit() -> None:
    with pytest.raises(CreditError, match="role is 'Mago'"):
        decided("1", "Mago")
    with pytest.raises(CreditError, match=r"by\.date is 2026-03-01, expected 2026-03-02 or later"):
        decided("1", COMMITTEE, on=date(2026, 3, 1))
    with pytest.raises(CreditError, match="not in force on 2027-01-01"):
        decided("1", COMMITTEE, on=date(2027, 1, 1))
    with pytest.raises(CreditError, match=r"proposal\.currency is 'USD', expected that of the"):
        decide(proposal(currency="USD"), POLICY, by=ruling(COMMITTEE))


steps = st.tuples(
    thousands,  # lasting
    st.none() | thousands,  # temporary
    st.integers(0, 80),  # days that it lasts
    st.integers(0, 20),  # days since the step before
    st.sampled_from(ROLES),
)


@pytest.mark.property
@settings(max_examples=100)
@given(policies(), st.sampled_from(NAMES), st.lists(steps, min_size=1, max_size=6))
def test_no_sequence_of_requests_takes_a_role_above_its_authority(
    rules: CreditPolicy, name: str, asked: list[tuple[Decimal, Decimal | None, int, int, str]]
) -> None:
    """What a role grants, on any day and on top of what was granted before, is within its own."""
    waiving = attrs.evolve(
        rules,
        authorities=tuple(
            attrs.evolve(each, waives=(Reason.NO_SUGGESTION,)) for each in rules.authorities
        ),
    )
    current, day = None, DAY
    for lasting, temporary, lasts, passed, role in asked:
        day += timedelta(days=passed)
        request = proposal(
            str(lasting),
            risk_class=name,
            date=day,
            current=current,
            temporary=temporary,
            temporary_until=day + timedelta(days=lasts) if temporary else None,
        )
        found = decide(request, waiving, by=ruling(role, date=day))
        if found.limit is None:
            assert found.outcome is Outcome.ESCALATED
            continue
        current = found.limit
        authority = waiving.authorities[waiving.rank(role)]
        highest = max(current.granted(day + timedelta(days=each)) for each in range(100))
        assert highest <= authority.by_class[name]
        assert current.temporary_on(day) <= authority.temporary
        assert waiving.rank(found.needed) <= waiving.rank(role)
