"""Decisions asked again: the same policy gives the same, another may not, and where it differs."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import attrs

from cobranza._records import to_data
from cobranza.credit.limits._orders import OrderDecision, decide_order
from cobranza.credit.limits._proposals import Decision, decide
from cobranza.credit.limits._suggest import Suggestion, suggest_limit
from cobranza.errors import CreditError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cobranza.credit.limits._policy import CreditPolicy

__all__ = ["Difference", "Record", "Replay", "replay"]

Record = Suggestion | Decision | OrderDecision
"""What is decided, and kept."""


@attrs.frozen(kw_only=True)
class Difference:
    """One value that a second answer has in another way; `path` as in `limit.amount`.

    A value that one of the two does not have is `None`.
    """

    path: str
    before: object
    now: object


@attrs.frozen(kw_only=True)
class Replay:
    """A decision beside the one that a policy makes of the same inputs.

    `now` is `None` when the policy refuses the inputs, for the reason in `refused`. `differences`
    leave out which policy it was: that is `policy_changed`.
    """

    before: Record
    now: Record | None
    policy_changed: bool
    differences: tuple[Difference, ...]
    refused: str = ""

    @property
    def is_same(self) -> bool:
        """Whether the decision would be the same."""
        return self.now is not None and not self.differences


def replay(record: Record, policy: CreditPolicy) -> Replay:
    """Decide again on the inputs of a record, and compare.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> import attrs
    >>> from cobranza.credit.limits import Applicant, Bound, CreditPolicy, MethodRules, ClassRules
    >>> policy = CreditPolicy(
    ...     name="Crédito comercial",
    ...     version="2026-1",
    ...     currency="MXN",
    ...     effective_from=date(2026, 1, 1),
    ...     classes=(ClassRules(name="B", cap=Decimal(500), terms_days=(30,), review_days=180),),
    ...     methods=MethodRules(use=(Bound.REQUESTED,)),
    ...     committee="Comité de Crédito",
    ... )
    >>> applicant = Applicant(
    ...     customer="XIA190128J61",
    ...     risk_class="B",
    ...     as_of=date(2026, 3, 2),
    ...     currency="MXN",
    ...     requested=Decimal(400),
    ... )
    >>> record = Suggestion.from_dict(suggest_limit(applicant, policy).to_dict())
    >>> replay(record, policy).is_same
    True
    >>> stricter = attrs.evolve(policy, version="2026-2", round_to=Decimal(300))
    >>> found = replay(record, stricter)
    >>> found.policy_changed, [(each.path, each.before, each.now) for each in found.differences]
    (True, [('amount', '400.00', '300.00')])
    """
    try:
        now = _again(record, policy)
    except CreditError as error:
        return Replay(
            before=record,
            now=None,
            policy_changed=record.policy != policy.id,
            differences=(),
            refused=str(error),
        )
    return Replay(
        before=record,
        now=now,
        policy_changed=record.policy != policy.id,
        differences=tuple(_differences(record, now)),
    )


def _again(record: Record, policy: CreditPolicy) -> Record:
    if isinstance(record, Suggestion):
        return suggest_limit(record.applicant, policy)
    if isinstance(record, Decision):
        return decide(record.proposal, policy, by=record.by)
    return decide_order(
        record.order,
        policy,
        exposure=record.exposure,
        limit=record.limit,
        file=record.file,
        override=record.override,
    )


def _differences(before: Record, now: Record) -> Iterator[Difference]:
    """Compare all values of two records but those of the policy."""
    ours, theirs = dict(_leaves("", to_data(before))), dict(_leaves("", to_data(now)))
    for path in dict.fromkeys((*ours, *theirs)):
        left, right = ours.get(path), theirs.get(path)
        if left != right and not path.startswith("policy."):
            yield Difference(path=path, before=left, now=right)


def _leaves(path: str, data: object) -> Iterator[tuple[str, object]]:
    """Give every value of plain data that has no parts, and where it is."""
    if isinstance(data, dict):
        for key, each in cast("dict[str, object]", data).items():
            yield from _leaves(f"{path}.{key}" if path else key, each)
    elif isinstance(data, list):
        for place, each in enumerate(cast("list[object]", data)):
            yield from _leaves(f"{path}[{place}]", each)
    else:
        yield path, data
