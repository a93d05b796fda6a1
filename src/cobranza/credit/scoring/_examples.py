"""What a scorecard is trained on: what was known then, and how it ended; parted by time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

import attrs

from cobranza.credit.scoring._factors import FactorValue
from cobranza.errors import CreditError

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Example", "Split", "split_by_time"]


@attrs.frozen(kw_only=True)
class Example:
    """One past decision: `values` as they were known on `date`, and whether it ended badly.

    `known` is the day by which the outcome could be known whatever it was: for an invoice, the day
    after it fell due, and not the day on which it was paid. Were it the day of payment, early
    payers alone would have an outcome near the end of the history, and look like all customers.

    Raises:
        CreditError: `known` is before `date`.
    """

    date: dt.date
    known: dt.date
    values: Mapping[str, FactorValue]
    bad: bool

    def __attrs_post_init__(self) -> None:
        if self.known < self.date:
            raise CreditError(f"known is {self.known}, expected no earlier than {self.date}")


@attrs.frozen(kw_only=True)
class Split:
    """Examples parted at a day: those to learn from, and those to be judged by.

    `left_out` were decided by that day, when their outcome was not known yet: to learn from them
    would be to know the future, and to be judged by them would be to be judged by the past.
    """

    train: tuple[Example, ...]
    test: tuple[Example, ...]
    left_out: tuple[Example, ...]


def split_by_time(examples: Iterable[Example], *, until: dt.date) -> Split:
    """Part examples at the end of a day, in order of date.

    >>> from datetime import date
    >>> example = Example(date=date(2026, 1, 5), known=date(2026, 2, 5), values={}, bad=False)
    >>> len(split_by_time([example], until=date(2026, 2, 5)).train)
    1
    >>> len(split_by_time([example], until=date(2026, 2, 4)).left_out)
    1
    """
    train: list[Example] = []
    test: list[Example] = []
    left_out: list[Example] = []
    for each in sorted(examples, key=lambda each: each.date):
        if each.date > until:
            test.append(each)
        elif each.known <= until:
            train.append(each)
        else:
            left_out.append(each)
    return Split(train=tuple(train), test=tuple(test), left_out=tuple(left_out))
