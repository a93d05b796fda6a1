"""A credit policy as data: read, checked as a whole, written, and known by its digest."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from hashlib import sha256
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import attrs
from attrs.validators import optional

from cobranza._records import dump, from_data, load, to_data
from cobranza.credit.limits._checks import (
    check_amount,
    check_count,
    check_positive,
    check_positive_count,
    check_share,
    check_text,
    check_unique,
)
from cobranza.credit.limits._rules import (
    Authority,
    ClassRules,
    GuaranteeKind,
    HoldRules,
    InsuranceRules,
    MethodRules,
    RequiredDocument,
)
from cobranza.errors import CreditError
from cobranza.money import decimals, quantize

if TYPE_CHECKING:
    from collections.abc import Mapping
    from os import PathLike

__all__ = ["CreditPolicy", "PolicyVersion"]

_CURRENCY: Final = re.compile(r"[A-Z]{3}")
_ONE: Final = Decimal(1)
_ZERO: Final = Decimal(0)
# What must not grow from a better class to a worse one.
_BY_CLASS: Final = (
    "cap",
    "unproven_cap",
    "tangible_net_worth_share",
    "turnover_share",
    "review_days",
)


@attrs.frozen(kw_only=True)
class PolicyVersion:
    """Which policy decided: its name, its version, and the SHA-256 of all that it says.

    >>> PolicyVersion(name="Crédito comercial", version="2026-1", digest="").version
    '2026-1'
    """

    name: str
    version: str
    digest: str


@attrs.frozen(kw_only=True)
class CreditPolicy:
    """How much credit, on what terms, by whose authority: every rule is data.

    `classes` go from best to worst, `authorities` from least to most; `committee` is who decides
    above all of them. All amounts are in `currency`. Limits are rounded down to a multiple of
    `round_to`. An exposure may pass the limit by `tolerance_share` without an order being held. One
    customer's limit is `concentration_share` of the portfolio at most. A temporary limit lasts
    `temporary_days` at most. A proposal is decided within `proposal_days` or lapses, and rests on a
    suggestion that is no older than that. The policy holds from `effective_from` to
    `effective_until`, both included.

    What is better may never get less: caps, shares and authority do not grow from a class to the
    next, and do not shrink from an authority to the next.

    >>> policy = CreditPolicy(
    ...     name="Crédito comercial",
    ...     version="2026-1",
    ...     currency="MXN",
    ...     effective_from=date(2026, 1, 1),
    ...     classes=(
    ...         ClassRules(name="A", cap=Decimal(500_000), terms_days=(30, 60), review_days=365),
    ...         ClassRules(name="B", cap=Decimal(100_000), terms_days=(30,), review_days=180),
    ...     ),
    ...     authorities=(Authority(role="Analista", by_class={"A": Decimal(100_000)}),),
    ...     committee="Comité de Crédito",
    ... )
    >>> policy == CreditPolicy.from_dict(policy.to_dict()), len(policy.id.digest)
    (True, 64)

    Raises:
        CreditError: the policy contradicts itself; the message names field, value and what was
            expected.
        TypeError: an amount is not a Decimal.
    """

    name: str = attrs.field(validator=check_text)
    version: str = attrs.field(validator=check_text)
    currency: str
    effective_from: date
    effective_until: date | None = None
    classes: tuple[ClassRules, ...]
    authorities: tuple[Authority, ...] = ()
    committee: str = attrs.field(validator=check_text)
    methods: MethodRules = attrs.field(factory=MethodRules)
    guarantees: tuple[GuaranteeKind, ...] = ()
    insurance: InsuranceRules | None = None
    concentration_share: Decimal | None = attrs.field(default=None, validator=optional(check_share))
    round_to: Decimal = attrs.field(default=_ONE, validator=check_positive)
    tolerance_share: Decimal = attrs.field(default=_ZERO, validator=check_amount)
    temporary_days: int = attrs.field(default=90, validator=check_positive_count)
    proposal_days: int = attrs.field(default=30, validator=check_count)
    hold: HoldRules = attrs.field(factory=HoldRules)
    documents: tuple[RequiredDocument, ...] = ()

    def __attrs_post_init__(self) -> None:
        if _CURRENCY.fullmatch(self.currency) is None:
            raise CreditError(f"currency is {self.currency!r}, expected three capitals: 'MXN'")
        if self.effective_until is not None and self.effective_until < self.effective_from:
            raise CreditError(
                f"effective_until is {self.effective_until}, expected {self.effective_from} on"
            )
        if quantize(self.round_to, decimals(self.currency)) != self.round_to:
            raise CreditError(
                f"round_to is {self.round_to}, expected what {self.currency} can hold"
            )
        if not self.classes:
            raise CreditError("classes is empty, expected one risk class at least")
        check_unique("classes", (each.name for each in self.classes))
        check_unique("authorities", (*(each.role for each in self.authorities), self.committee))
        check_unique("guarantees", (each.kind for each in self.guarantees))
        check_unique("documents", (each.kind for each in self.documents))
        _check_classes(self.classes)
        _check_authorities(self.authorities, [each.name for each in self.classes])

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> CreditPolicy:
        """Read what `to_dict`, a JSON or a TOML file says; decimals are text or whole numbers.

        Raises:
            CreditError: a key is unknown or missing, a value is not of its type, or the policy
                contradicts itself; the message names table, key, value and what was expected.
        """
        return from_data(cls, data, error=CreditError)

    def to_dict(self) -> dict[str, object]:
        """Write the policy as JSON takes it; decimals and dates are text."""
        data: dict[str, object] = to_data(self)
        return data

    @classmethod
    def load(cls, path: str | PathLike[str]) -> CreditPolicy:
        """Read a policy from a `.toml` or `.json` file, whose keys are the fields of the classes.

        Raises:
            CreditError: the file is called otherwise, cannot be read, or says what `from_dict`
                refuses.
        """
        return load(cls, path, error=CreditError)

    def dump(self, path: str | PathLike[str]) -> None:
        """Write the policy to a `.toml` or `.json` file that `load` reads back as the same.

        Raises:
            CreditError: the file is called otherwise, or cannot be written.
        """
        dump(self, path, error=CreditError)

    @cached_property
    def id(self) -> PolicyVersion:
        """Name, version, and a digest that any change of the policy changes."""
        text = json.dumps(to_data(self), sort_keys=True, separators=(",", ":"))
        digest = sha256(text.encode("ascii")).hexdigest()
        return PolicyVersion(name=self.name, version=self.version, digest=digest)

    def class_named(self, name: str) -> ClassRules:
        """Find a risk class.

        Raises:
            CreditError: the policy has none of that name.
        """
        for each in self.classes:
            if each.name == name:
                return each
        known = ", ".join(each.name for each in self.classes)
        raise CreditError(f"risk_class is {name!r}, expected one of {known}")

    def rank(self, role: str) -> int:
        """Give the place of a role among the authorities; the committee is above all of them.

        Raises:
            CreditError: the policy has no such role.
        """
        roles = (*(each.role for each in self.authorities), self.committee)
        if role not in roles:
            raise CreditError(f"role is {role!r}, expected one of {', '.join(roles)}")
        return roles.index(role)

    def review_by(self, risk_class: str, day: date) -> date:
        """Give the last day for the review of a limit that is granted on a day."""
        return day + timedelta(days=self.class_named(risk_class).review_days)

    def check_in_force(self, day: date) -> None:
        """Refuse a day on which the policy does not hold.

        Raises:
            CreditError: the day is before `effective_from` or after `effective_until`.
        """
        until = self.effective_until
        if day < self.effective_from or (until is not None and day > until):
            end = "on" if until is None else f"to {until}"
            raise CreditError(
                f"policy {self.name!r} {self.version} is not in force on {day}, "
                f"expected a day from {self.effective_from} {end}"
            )

    def check_currency(self, currency: str, place: str) -> None:
        """Refuse amounts in another currency.

        Raises:
            CreditError: the currency is not that of the policy.
        """
        if currency != self.currency:
            raise CreditError(
                f"{place} is {currency!r}, expected that of the policy, {self.currency}"
            )

    def _repr_html_(self) -> str:
        from cobranza.credit.limits._html import policy_html  # noqa: PLC0415 - only when asked

        return policy_html(self)


def _check_classes(classes: tuple[ClassRules, ...]) -> None:
    for place, (better, worse) in enumerate(pairwise(classes), 1):
        for name in _BY_CLASS:
            most, value = getattr(better, name), getattr(worse, name)
            if (most is None) is not (value is None):
                raise CreditError(
                    f"classes[{place}].{name} is {value}, expected one in every class or in none"
                )
            if most is not None and value > most:
                raise CreditError(
                    f"classes[{place}].{name} is {value}, expected at most {most}, "
                    f"that of the better class {better.name!r}"
                )
        if better.secured_cap is not None and (
            worse.secured_cap is None or worse.secured_cap > better.secured_cap
        ):
            raise CreditError(
                f"classes[{place}].secured_cap is {worse.secured_cap}, expected at most "
                f"{better.secured_cap}, that of the better class {better.name!r}"
            )


def _check_authorities(authorities: tuple[Authority, ...], classes: list[str]) -> None:
    for place, each in enumerate(authorities):
        for name in each.by_class:
            if name not in classes:
                raise CreditError(
                    f"authorities[{place}].by_class.{name} is no risk class, "
                    f"expected one of {', '.join(classes)}"
                )
        for better, worse in pairwise(classes):
            if each.by_class.get(worse, _ZERO) > each.by_class.get(better, _ZERO):
                raise CreditError(
                    f"authorities[{place}].by_class.{worse} is {each.by_class[worse]}, "
                    f"expected at most that of the better class {better!r}"
                )
    for place, (lower, higher) in enumerate(pairwise(authorities), 1):
        for name in _shrunk(lower, higher):
            raise CreditError(
                f"authorities[{place}].{name} is less than that of {lower.role!r}, "
                "expected authorities from least to most"
            )


def _shrunk(lower: Authority, higher: Authority) -> list[str]:
    """Name what a higher authority has less of than a lower one."""
    names = [
        f"by_class.{name}"
        for name, amount in lower.by_class.items()
        if higher.by_class.get(name, _ZERO) < amount
    ]
    names += [
        name
        for name in ("temporary", "excess_share")
        if getattr(higher, name) < getattr(lower, name)
    ]
    if higher.group_most < lower.group_most:
        names.append("group_total")
    return names if set(lower.waives) <= set(higher.waives) else [*names, "waives"]
