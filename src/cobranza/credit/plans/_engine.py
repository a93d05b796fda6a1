"""The one loop behind every method, in whole numbers of the smallest unit of the currency.

Interest on 1 is an exact fraction for each period, so every rounding sees the exact figure, and a
level amount is an exact quotient that is rounded once. No step is approximate.
"""

from __future__ import annotations

from fractions import Fraction
from math import floor, lcm
from typing import TYPE_CHECKING, Final, NamedTuple

from cobranza.credit.plans._loan import Loan, loan_of
from cobranza.credit.plans._units import as_decimal, half_up, iva_parts, units
from cobranza.errors import CreditError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cobranza.credit.plans._terms import Period, Terms

__all__ = ["Line", "lines_of", "solve"]

_NONE: Final[dict[int, int]] = {}


class Line(NamedTuple):
    """An instalment in whole units: what it bears, pays and leaves."""

    period: Period
    opening: int
    interest: int
    iva: int
    capitalized: int
    principal: int
    extra: int
    closing: int


def lines_of(terms: Terms) -> list[Line]:
    """Compute the instalments, until nothing is left.

    Raises:
        CreditError: an instalment does not pay its interest, a prepayment is more than is owed or
            comes when nothing is, the amounts given do not pay the loan back, or a reference rate
            has no value.
    """
    loan = loan_of(terms)
    walk = _Walk(loan).through()
    if loan.given:
        _check_given(walk)
    elif terms.residual != "last" and walk.excess:
        walk = _with_residual_moved(walk)
    last = walk.lines[-1].period.end
    for each in terms.prepayments:
        if each.date > last:
            raise CreditError(
                f"prepayment is of {each.date}, expected until {last}, when nothing is left"
            )
    return walk.lines


class _Walk:
    """One way through the instalments.

    `moved` adds units to what one instalment was to pay. At the end, `excess` is what the last one
    paid beyond its level, and `level_from` the instalment from which the last level solved holds.
    """

    def __init__(self, loan: Loan, moved: Mapping[int, int] = _NONE) -> None:
        self.loan = loan
        self.moved = moved
        self.lines: list[Line] = []
        self.excess = 0
        self.level_from = loan.terms.grace
        self._balance = loan.principal
        self._planned = list(loan.given)
        self._levels = not loan.given

    def through(self) -> _Walk:
        """Walk until nothing is left."""
        while self._balance:
            line = self._line(len(self.lines))
            self.lines.append(line)
            self._balance = line.closing
        return self

    def _line(self, number: int) -> Line:
        terms, opening = self.loan.terms, self._balance
        extra = sum(each.amount for each in self.loan.extras[number])
        left = opening - extra
        if left < 0:
            raise self._error(number, "prepays", extra, "at most what is owed", opening)
        interest = self._interest(number)
        iva = sum(part for _, part in iva_parts(interest, terms.iva))
        capitalized = interest + iva if number < terms.capitalized else 0
        principal = 0
        if number >= terms.grace:
            principal = self._principal(number, interest, iva, left)
        self._levels |= any(each.levels for each in self.loan.extras[number])
        return Line(
            period=self.loan.periods[number],
            opening=opening,
            interest=interest,
            iva=iva,
            capitalized=capitalized,
            principal=principal,
            extra=extra,
            closing=left + capitalized - principal,
        )

    def _interest(self, number: int) -> int:
        factor = self.loan.factors[number]
        if not self.loan.extras[number]:
            return half_up(self._balance * factor.numerator, factor.denominator)
        saved = sum((each.amount * each.saves for each in self.loan.extras[number]), Fraction(0))
        exact = self._balance * factor - saved
        return half_up(exact.numerator, exact.denominator)

    def _principal(self, number: int, interest: int, iva: int, left: int) -> int:
        """Give what is paid of the debt that is left: all of it at the end."""
        terms, is_last = self.loan.terms, number == len(self.loan.periods) - 1
        level = terms.method.level
        if level is None:
            return left if is_last else 0
        if self._levels or self._resets(number):
            self._planned = _levelled(self.loan, self._balance, number)
            self.level_from, self._levels = number, False
        due = self._planned[number] + self.moved.get(number, 0)
        borne = 0 if level == "principal" else interest
        if borne and terms.level_includes_iva:
            borne += iva
        if is_last:
            self.excess = left + borne - due - min(self.loan.balloon, left)
            return left
        if due < borne:
            raise self._error(number, "pays", due, "at least its interest", borne)
        return min(due - borne, left)

    def _resets(self, number: int) -> bool:
        """Tell whether the rate of an instalment is new, and its level is solved."""
        before, now = self.loan.periods[number - 1].rate, self.loan.periods[number].rate
        return now is not before and now != before and not self.loan.given

    def _error(self, number: int, does: str, what: int, expected: str, limit: int) -> CreditError:
        places = self.loan.terms.places
        return CreditError(
            f"instalment {number + 1} {does} {as_decimal(what, places)}, "
            f"expected {expected}, {as_decimal(limit, places)}"
        )


def solve(
    balance: int, factors: Sequence[Fraction], weights: Sequence[int], balloon: int = 0
) -> tuple[int, int]:
    """Give, as a quotient of whole numbers, what a payment is per unit of its weight.

    `unit * sum(weight / growth)` is the present value of the balance less that of the balloon; both
    sides are multiplied by the growth until the end. `factors` are the interest on 1 of each
    period.
    """
    grown, paid, scale = balance, 0, 1
    denominator = lcm(*(factor.denominator for factor in factors))
    for factor, weight in zip(factors, weights, strict=True):
        growth = denominator + factor.numerator * (denominator // factor.denominator)
        scale *= denominator
        grown *= growth
        paid = paid * growth + weight * scale
    return grown - balloon * scale, paid


def _levelled(loan: Loan, balance: int, first: int) -> list[int]:
    """Solve what each instalment from `first` on pays, so that a balance ends at the balloon."""
    weights = loan.given[first:] or [1] * (len(loan.periods) - first)
    balloon = min(loan.balloon, balance)
    if loan.terms.method.level == "principal":
        numerator, denominator = balance - balloon, sum(weights)
    else:
        numerator, denominator = solve(balance, _expected(loan, first), weights, balloon)
    if not denominator:  # nothing but zeros was given
        return [0] * len(loan.periods)
    known: dict[int, int] = {}
    for weight in weights:
        if weight not in known:
            known[weight] = _rounded(loan.terms, numerator * weight, denominator)
    return [0] * first + [known[weight] for weight in weights]


def _expected(loan: Loan, first: int) -> list[Fraction]:
    """Give the interest on 1, with IVA if it is levelled, of the periods from one on at its rate.

    A reference rate that is reset later is not known yet.
    """
    rate = loan.periods[first].rate
    factors = loan.factors[first:]
    if any(period.rate is not rate for period in loan.periods[first:]):
        factors = [rate * period.fraction for period in loan.periods[first:]]
    if loan.terms.level_includes_iva:
        factors = [factor * (1 + loan.iva_rate) for factor in factors]
    return list(factors)


def _rounded(terms: Terms, numerator: int, denominator: int) -> int:
    """Round to whole units half up, or up to a multiple of the unit of payments."""
    if terms.payment_unit is None:
        return half_up(numerator, denominator)
    unit = units(terms.payment_unit, terms.places)
    return -(-numerator // (denominator * unit)) * unit


def _check_given(walk: _Walk) -> None:
    """Refuse given amounts that leave more to the last instalment than roundings do."""
    loan, roundings = walk.loan, len(walk.lines)
    if walk.excess > (roundings if loan.terms.method.level == "payment" else 0):
        raise CreditError(
            f"{loan.terms.method.name} leave {as_decimal(walk.excess, loan.terms.places)} unpaid, "
            f"expected amounts that pay back the loan"
        )


def _with_residual_moved(walk: _Walk) -> _Walk:
    """Let the instalment that was chosen bear the residual instead of the last one.

    With level principal it moves whole. With level payments a unit paid earlier saves interest, so
    the nearest number of units is looked for; a unit or two can be left to the last instalment.
    """
    loan, lines = walk.loan, walk.lines
    if any(not each.levels for some in loan.extras for each in some):
        return walk  # the last payment is what is left of a shorter term, and no rounding
    place = walk.level_from
    if loan.terms.residual == "largest":
        place = max(range(place, len(lines)), key=lambda number: lines[number].principal)
    if place == len(lines) - 1:
        return walk
    if loan.terms.method.level == "principal":
        return _Walk(loan, {place: walk.excess}).through()
    now = Fraction(walk.excess)
    for factor in _expected(loan, place + 1):
        now /= 1 + factor
    guess, least = floor(now + Fraction(1, 2)), -lines[place].principal
    tried = (max(more, least) for more in (guess, guess - 1, guess + 1))
    walks = [_Walk(loan, {place: more}).through() for more in tried]
    return min(walks, key=lambda each: abs(each.excess))
