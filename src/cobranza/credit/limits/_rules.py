"""The parts of a credit policy: classes, authorities, methods, guarantees, documents, holds."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Final

import attrs
from attrs.validators import optional

from cobranza._frozen import FrozenDict
from cobranza.credit.limits._checks import (
    check_amount,
    check_count,
    check_positive_count,
    check_share,
    check_text,
    check_unique,
)
from cobranza.credit.limits._reasons import Reason
from cobranza.errors import CreditError
from cobranza.money import to_decimal

__all__ = [
    "METHODS",
    "NEEDS",
    "Authority",
    "Bound",
    "ClassRules",
    "Combination",
    "GuaranteeKind",
    "HoldRules",
    "InsuranceRules",
    "MethodRules",
    "RequiredDocument",
]

_ZERO: Final = Decimal(0)
_TENTH: Final = Decimal("0.10")


class Bound(StrEnum):
    """What can decide how high a limit is: a method, or a rule of the policy."""

    CAPACITY = "capacity"  # shares of tangible net worth and turnover, by class
    MONTHLY_PURCHASES = "monthly_purchases"  # a share of what it buys in a month
    MONTHLY_SALES = "monthly_sales"  # a share of what it sells in a month
    NEED = "need"  # what the sales foreseen take up over the terms
    NET_WORTH = "net_worth"  # a share
    REFERENCES = "references"  # the median of what other suppliers give
    REQUESTED = "requested"  # what the customer asks for
    WORKING_CAPITAL = "working_capital"  # a share
    AVERAGE = "average"  # of the methods in use
    CLASS_CAP = "class_cap"
    UNPROVEN_CAP = "unproven_cap"  # of the class, where a method has no figures
    CONCENTRATION = "concentration"  # a share of the portfolio


METHODS: Final = (
    Bound.NEED,
    Bound.REQUESTED,
    Bound.CAPACITY,
    Bound.NET_WORTH,
    Bound.WORKING_CAPITAL,
    Bound.MONTHLY_SALES,
    Bound.MONTHLY_PURCHASES,
    Bound.REFERENCES,
)
"""The bounds that are methods, in the order in which they are shown."""

NEEDS: Final = (Bound.NEED, Bound.REQUESTED)
"""The methods that say how much is wanted; the others say how much is safe."""


class Combination(StrEnum):
    """How the methods in use become one amount."""

    AVERAGE = "average"
    LEAST = "least"


@attrs.frozen(kw_only=True)
class ClassRules:
    """What customers of one risk class may have; amounts in the currency of the policy.

    `cap` is the most without guarantees, and `unproven_cap` the most where a method in use lacks
    its figures. Guarantees and insurance add `secured_cap` at most. The shares are those of
    `Bound.CAPACITY`. `terms_days` are the days of credit to choose from; a limit is reviewed every
    `review_days` at least.

    >>> ClassRules(name="A", cap=Decimal(10**6), terms_days=(30, 60), review_days=365).unproven_cap
    Decimal('0')
    """

    name: str = attrs.field(validator=check_text)
    cap: Decimal = attrs.field(validator=check_amount)
    terms_days: tuple[int, ...]
    review_days: int = attrs.field(validator=check_positive_count)
    unproven_cap: Decimal = attrs.field(default=_ZERO, validator=check_amount)
    secured_cap: Decimal | None = attrs.field(default=None, validator=optional(check_amount))
    tangible_net_worth_share: Decimal | None = attrs.field(
        default=None, validator=optional(check_share)
    )
    turnover_share: Decimal | None = attrs.field(default=None, validator=optional(check_share))

    def __attrs_post_init__(self) -> None:
        if not self.terms_days or min(self.terms_days) < 0:
            raise CreditError(f"terms_days is {[*self.terms_days]}, expected days of 0 or more")
        if self.unproven_cap > self.cap:
            raise CreditError(
                f"unproven_cap is {self.unproven_cap}, expected at most the cap, {self.cap}"
            )


def _amounts(given: Mapping[str, Decimal]) -> Mapping[str, Decimal]:
    return FrozenDict(given)


def _check_amounts(_record: object, _field: object, amounts: Mapping[str, Decimal]) -> None:
    for name, amount in amounts.items():
        if to_decimal(amount, name=f"by_class.{name}") < 0:
            raise CreditError(f"by_class.{name} is {amount}, expected 0 or more")


@attrs.frozen(kw_only=True)
class Authority:
    """What one role may grant; amounts in the currency of the policy.

    `by_class` is the highest limit of one customer, temporary part included, by its risk class; in
    a class that is not named it may grant none. `temporary` is the most of it that may be
    temporary. `group_total` is the most for all accounts of one group together; without it, what
    `by_class` says. `excess_share` is how far above the policy's suggestion a limit may be, and
    above the limit an exposure: 0.10 is a tenth more. `waives` are the reasons that it may set
    aside.

    >>> Authority(role="Analista", by_class={"A": Decimal(100_000)}).by_class["A"]
    Decimal('100000')
    """

    role: str = attrs.field(validator=check_text)
    by_class: Mapping[str, Decimal] = attrs.field(converter=_amounts, validator=_check_amounts)
    group_total: Decimal | None = attrs.field(default=None, validator=optional(check_amount))
    temporary: Decimal = attrs.field(default=_ZERO, validator=check_amount)
    excess_share: Decimal = attrs.field(default=_ZERO, validator=check_amount)
    waives: tuple[Reason, ...] = ()

    @property
    def group_most(self) -> Decimal:
        """The most for one group: `group_total`, else the highest of `by_class`."""
        if self.group_total is not None:
            return self.group_total
        return max(self.by_class.values(), default=_ZERO)


@attrs.frozen(kw_only=True)
class MethodRules:
    """Which methods decide, how they are combined, and the shares that do not depend on the class.

    With `Combination.LEAST` what is wanted bounds the limit as a whole, guarantees included; the
    other methods bound what is not secured. With `Combination.AVERAGE` all of them count alike.

    >>> MethodRules().use
    (<Bound.NEED: 'need'>, <Bound.CAPACITY: 'capacity'>)
    """

    use: tuple[Bound, ...] = (Bound.NEED, Bound.CAPACITY)
    combine: Combination = Combination.LEAST
    net_worth_share: Decimal = attrs.field(default=_TENTH, validator=check_share)
    working_capital_share: Decimal = attrs.field(default=_TENTH, validator=check_share)
    monthly_sales_share: Decimal = attrs.field(default=_TENTH, validator=check_share)
    monthly_purchases_share: Decimal = attrs.field(default=_TENTH, validator=check_share)

    def __attrs_post_init__(self) -> None:
        if not self.use or not set(self.use) <= set(METHODS):
            raise CreditError(
                f"use is {[each.value for each in self.use]}, expected some of {', '.join(METHODS)}"
            )
        check_unique("use", self.use)


@attrs.frozen(kw_only=True)
class GuaranteeKind:
    """A kind of guarantee, and the share of its amount that is not relied on.

    >>> GuaranteeKind(kind="pagaré con aval", haircut=Decimal("0.5")).haircut
    Decimal('0.5')
    """

    kind: str = attrs.field(validator=check_text)
    haircut: Decimal = attrs.field(validator=check_share)


@attrs.frozen(kw_only=True)
class InsuranceRules:
    """What credit insurance pays: a share of the limit that the insurer approved, up to `most`.

    >>> InsuranceRules(cover=Decimal("0.9")).most is None
    True
    """

    cover: Decimal = attrs.field(validator=check_share)
    most: Decimal | None = attrs.field(default=None, validator=optional(check_amount))


@attrs.frozen(kw_only=True)
class HoldRules:
    """When an order is held for what is overdue, and which reasons are only noted.

    Overdue counts what is more than `overdue_days` past due, where that is more than
    `overdue_amount` in the currency of the policy. A reason in `notices` holds nothing.

    >>> HoldRules(overdue_days=5, overdue_amount=Decimal(1000)).notices
    ()
    """

    overdue_days: int = attrs.field(default=0, validator=check_count)
    overdue_amount: Decimal = attrs.field(default=_ZERO, validator=check_amount)
    notices: tuple[Reason, ...] = ()


@attrs.frozen(kw_only=True)
class RequiredDocument:
    """A document that a credit file needs.

    It is in force until `max_age_days` after its date, and to be renewed soon in the last
    `warn_days` of them; without `max_age_days` it does not age. It is needed `count` times, for
    limits above `above`. `source` says where its age comes from.

    >>> RequiredDocument(kind="acta_constitutiva", name="Acta constitutiva").max_age_days is None
    True
    """

    kind: str = attrs.field(validator=check_text)
    name: str = attrs.field(validator=check_text)
    max_age_days: int | None = attrs.field(default=None, validator=optional(check_count))
    warn_days: int = attrs.field(default=0, validator=check_count)
    count: int = attrs.field(default=1, validator=check_positive_count)
    above: Decimal = attrs.field(default=_ZERO, validator=check_amount)
    source: str = ""
