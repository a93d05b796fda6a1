"""What others say of a customer: a credit bureau, and its other suppliers."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import attrs

from cobranza._frozen import FrozenDict
from cobranza.credit.scoring._values import check_decimal, of_fraction
from cobranza.errors import CreditError

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "MOP_DAYS",
    "BureauReport",
    "ReferenceFeatures",
    "TradeReference",
    "bureau_features",
    "trade_features",
]

MOP_DAYS: Final[Mapping[str, int | None]] = FrozenDict(
    {
        "UR": None,
        "00": None,
        "01": 0,
        "02": 1,
        "03": 30,
        "04": 60,
        "05": 90,
        "06": 120,
        "07": 150,
        "96": 366,
        "97": 366,
        "99": 366,
    }
)
"""The least days late of each "manner of payment" (MOP) of Buró de Crédito.

UR is without information and 00 too recent, so both say nothing; 96 is more than twelve months,
97 a debt that was not recovered and 99 fraud, which count as the worst.

Source: Buró de Crédito, keys of the credit report of natural persons.
"""

_CURRENCY: Final = re.compile(r"[A-Z]{3}")
_BUREAU: Final = (
    *("bureau_score", "bureau_days_late", "bureau_open_defaults", "bureau_inquiries"),
    "bureau_age_days",
)
_COUNTS: Final = ("worst_days", "open_defaults", "inquiries")


@attrs.frozen(kw_only=True)
class BureauReport:
    """The fields of a bureau's report that a score can use; `None` is what it does not say.

    `source` is who reports and `date` when; `score` is in the bureau's own points. `worst_mop` is
    the worst manner of payment, in reports of natural persons; `worst_days` the longest delay in
    days, in those of companies. `open_defaults` are debts in default that are not settled, and
    `inquiries` those of the last twelve months.

    Raises:
        CreditError: there is no source, `worst_mop` is no key of `MOP_DAYS`, a count is negative,
            or `worst_mop` and `worst_days` contradict each other.

    >>> from datetime import date
    >>> report = BureauReport(source="Buró de Crédito", date=date(2026, 5, 4), worst_mop="04")
    >>> report.days_late, report.open_defaults
    (60, None)
    """

    source: str
    date: dt.date
    score: int | None = None
    worst_mop: str | None = None
    worst_days: int | None = None
    open_defaults: int | None = None
    inquiries: int | None = None

    def __attrs_post_init__(self) -> None:
        _check_source("source", self.source)
        if self.worst_mop is not None and self.worst_mop not in MOP_DAYS:
            expected = ", ".join(MOP_DAYS)
            raise CreditError(f"worst_mop is {self.worst_mop!r}, expected one of {expected}")
        for name in _COUNTS:
            value: int | None = getattr(self, name)
            if value is not None and value < 0:
                raise CreditError(f"{name} is {value}, expected zero or more")
        least = None if self.worst_mop is None else MOP_DAYS[self.worst_mop]
        if least is not None and self.worst_days is not None and self.worst_days < least:
            raise CreditError(
                f"worst_days is {self.worst_days}, expected at least {least}, "
                f"as worst_mop {self.worst_mop} says"
            )

    @property
    def days_late(self) -> int | None:
        """The longest delay: as reported in days, else the least that the MOP says."""
        if self.worst_days is not None:
            return self.worst_days
        return None if self.worst_mop is None else MOP_DAYS[self.worst_mop]


@attrs.frozen(kw_only=True)
class TradeReference:
    """What another supplier says of how the customer pays; `None` is what it does not say.

    `date` is when it was given and `since` when they began to trade. `high_credit` is the most that
    was owed, in `currency`, `terms_days` the days granted, and `days_beyond_terms` how many more
    are usually taken, negative when fewer.

    Raises:
        CreditError: there is no supplier, `since` is after `date`, the high credit is not above
            zero, or the terms are negative, or `currency` is no ISO 4217 code.
        TypeError: the high credit is not a Decimal.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> reference = TradeReference(
    ...     supplier="JIMENEZ ESTRADA SALAS",
    ...     date=date(2026, 5, 4),
    ...     since=date(2019, 1, 1),
    ...     high_credit=Decimal(250000),
    ...     currency="MXN",
    ...     terms_days=30,
    ...     days_beyond_terms=12,
    ... )
    >>> reference.days_beyond_terms
    12
    """

    supplier: str
    date: dt.date
    since: dt.date | None = None
    high_credit: Decimal | None = None
    currency: str
    terms_days: int | None = None
    days_beyond_terms: int | None = None

    def __attrs_post_init__(self) -> None:
        _check_source("supplier", self.supplier)
        if self.since is not None and self.since > self.date:
            raise CreditError(f"since is {self.since}, expected no later than {self.date}")
        if self.high_credit is not None:
            check_decimal(self.high_credit, name="high_credit")
            if self.high_credit <= 0:
                raise CreditError(f"high_credit is {self.high_credit}, expected above zero")
        if _CURRENCY.fullmatch(self.currency) is None:
            raise CreditError(f"currency is {self.currency!r}, expected a code such as 'MXN'")
        if self.terms_days is not None and self.terms_days < 0:
            raise CreditError(f"terms_days is {self.terms_days}, expected zero or more")


@attrs.frozen(kw_only=True)
class ReferenceFeatures:
    """References as values for a score, and those that were left out for their age.

    `values` go into `Scorecard.score` as they are; `stale` names who is too old to be believed.
    """

    values: Mapping[str, Decimal | None]
    stale: tuple[str, ...]


def bureau_features(
    report: BureauReport | None, *, as_of: dt.date, max_age_days: int
) -> ReferenceFeatures:
    """Take the values of a bureau's report: all unknown without one, or when it is too old.

    The values are `bureau_score`, `bureau_days_late`, `bureau_open_defaults`, `bureau_inquiries`
    and `bureau_age_days`.

    Raises:
        CreditError: the report is dated after `as_of`, or `max_age_days` is negative.

    >>> from datetime import date
    >>> report = BureauReport(source="Buró de Crédito", date=date(2026, 1, 1), open_defaults=0)
    >>> found = bureau_features(report, as_of=date(2026, 2, 1), max_age_days=90)
    >>> found.values["bureau_open_defaults"], found.values["bureau_score"], found.stale
    (Decimal('0'), None, ())
    >>> bureau_features(report, as_of=date(2026, 6, 1), max_age_days=90).stale
    ('Buró de Crédito',)
    """
    if report is None:
        return ReferenceFeatures(values=FrozenDict(dict.fromkeys(_BUREAU)), stale=())
    age = _age("report", report.date, as_of, max_age_days)
    stale = age > max_age_days
    found = (report.score, report.days_late, report.open_defaults, report.inquiries)
    values = dict(zip(_BUREAU, (None,) * len(found) if stale else found, strict=False))
    values["bureau_age_days"] = age
    return ReferenceFeatures(
        values=FrozenDict({name: _whole(value) for name, value in values.items()}),
        stale=(report.source,) if stale else (),
    )


def trade_features(
    references: Iterable[TradeReference], *, as_of: dt.date, currency: str, max_age_days: int
) -> ReferenceFeatures:
    """Take the values of commercial references that are not too old.

    The values are `trade_references`, how many there are; `trade_beyond_terms`, days beyond terms
    weighted by the high credit of those in `currency` that say both; `trade_high_credit`, the
    largest of those in `currency`; and `trade_years`, full years of the longest relation.

    Raises:
        CreditError: a reference is dated after `as_of`, or `max_age_days` is negative.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> references = [
    ...     TradeReference(
    ...         supplier=name,
    ...         date=date(2026, 5, 4),
    ...         currency="MXN",
    ...         high_credit=Decimal(high),
    ...         days_beyond_terms=days,
    ...     )
    ...     for name, high, days in (("A", 300, 0), ("B", 100, 20))
    ... ]
    >>> found = trade_features(
    ...     references, as_of=date(2026, 6, 1), currency="MXN", max_age_days=180
    ... )
    >>> found.values["trade_beyond_terms"], found.values["trade_years"]
    (Decimal('5'), None)
    """
    fresh: list[TradeReference] = []
    stale: list[str] = []
    for each in references:
        age = _age(f"reference of {each.supplier}", each.date, as_of, max_age_days)
        if age > max_age_days:
            stale.append(each.supplier)
        else:
            fresh.append(each)
    credits_ = [
        each.high_credit
        for each in fresh
        if each.high_credit is not None and each.currency == currency
    ]
    years = [_years(each.since, as_of) for each in fresh if each.since is not None]
    return ReferenceFeatures(
        values=FrozenDict(
            {
                "trade_references": Decimal(len(fresh)),
                "trade_beyond_terms": _beyond_terms(fresh, currency),
                "trade_high_credit": max(credits_, default=None),
                "trade_years": _whole(max(years, default=None)),
            }
        ),
        stale=tuple(stale),
    )


def _beyond_terms(references: Iterable[TradeReference], currency: str) -> Decimal | None:
    weighted, whole = Fraction(0), Fraction(0)
    for each in references:
        days, high = each.days_beyond_terms, each.high_credit
        if days is not None and high is not None and each.currency == currency:
            weighted += days * Fraction(high)
            whole += Fraction(high)
    return of_fraction(weighted / whole) if whole else None


def _years(since: dt.date, as_of: dt.date) -> int:
    return as_of.year - since.year - ((as_of.month, as_of.day) < (since.month, since.day))


def _age(what: str, day: dt.date, as_of: dt.date, max_age_days: int) -> int:
    if max_age_days < 0:
        raise CreditError(f"max_age_days is {max_age_days}, expected zero or more")
    if day > as_of:
        raise CreditError(f"{what} is of {day}, expected no later than {as_of}")
    return (as_of - day).days


def _check_source(name: str, value: str) -> None:
    if not value.strip():
        raise CreditError(f"{name} is empty, expected who says it")


def _whole(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value)
