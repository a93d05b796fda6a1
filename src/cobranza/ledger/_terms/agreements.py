"""Which terms were agreed with a customer, and from when until when."""

from __future__ import annotations

from datetime import date, datetime
from itertools import pairwise
from typing import TYPE_CHECKING

import attrs

from cobranza._frozen import FrozenDict
from cobranza.errors import LedgerError
from cobranza.ledger._terms.values import Terms

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["AgreedTerms", "Agreement", "in_order"]


@attrs.frozen(kw_only=True)
class Agreement:
    """Terms that hold for invoices issued from `since` to `until`, both included.

    `None` leaves that side open.

    >>> Agreement(terms=Terms(days=30), since=date(2026, 1, 1)).covers(date(2025, 12, 31))
    False

    Raises:
        TypeError: a day is not a plain date.
        LedgerError: `until` is before `since`.
    """

    terms: Terms
    since: date | None = None
    until: date | None = None

    def __attrs_post_init__(self) -> None:
        for name in ("since", "until"):
            day = getattr(self, name)
            if day is not None and (not isinstance(day, date) or isinstance(day, datetime)):
                raise TypeError(f"{name} is a {type(day).__name__}, expected a date")
        if self.since and self.until and self.until < self.since:
            raise LedgerError(f"until is {self.until}, expected {self.since} or later")

    def covers(self, day: date) -> bool:
        """Say whether the terms hold on a day."""
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )

    def overlaps(self, other: Agreement) -> bool:
        """Say whether some day has the terms of both."""
        return not (self._ends_before(other) or other._ends_before(self))

    def _ends_before(self, other: Agreement) -> bool:
        return self.until is not None and other.since is not None and self.until < other.since

    def __str__(self) -> str:
        return f"{self.since or 'always'} to {self.until or 'ever after'}"


class AgreedTerms(FrozenDict[tuple[Agreement, ...]]):
    """The agreements with every customer, each in order of time.

    Keys are those of accounts (`account_key`: an RFC, save for foreigners) or of the table of
    customers; their case does not matter. Terms by themselves are agreed for all time.

    >>> agreed = AgreedTerms(
    ...     {
    ...         "XIA190128J61": [
    ...             Agreement(terms=Terms(days=45), until=date(2025, 12, 31)),
    ...             Agreement(terms=Terms(days=30), since=date(2026, 1, 1)),
    ...         ],
    ...         "URE180429TM6": Terms(days=15),
    ...     }
    ... )
    >>> agreed.on("XIA190128J61", date(2026, 3, 2))
    Terms(days=30)

    Raises:
        LedgerError: two agreements with one customer hold on the same day.
    """

    __slots__ = ()

    def __init__(self, agreed: Mapping[str, Terms | Sequence[Agreement]]) -> None:
        gathered: dict[str, list[Agreement]] = {}
        for key, given in agreed.items():
            agreements = [Agreement(terms=given)] if isinstance(given, Terms) else given
            gathered.setdefault(_normal(key), []).extend(agreements)
        super().__init__({key: in_order(each, key) for key, each in gathered.items()})

    def on(self, key: str, day: date) -> Terms | None:
        """Give the terms agreed with a customer for what is issued on a day; `None` without any."""
        for agreement in self.get(_normal(key), ()):
            if agreement.covers(day):
                return agreement.terms
        return None


def _normal(key: str) -> str:
    return key.strip().upper()


def in_order(agreements: Sequence[Agreement], customer: str) -> tuple[Agreement, ...]:
    """Sort the agreements with one customer by time, and refuse two for the same day."""
    ordered = sorted(agreements, key=lambda each: each.since or date.min)
    for earlier, later in pairwise(ordered):
        if earlier.overlaps(later):
            raise LedgerError(
                f"agreements with {customer} overlap: {earlier}, and {later}; "
                "expected one for each day"
            )
    return tuple(ordered)
