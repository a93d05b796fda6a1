"""Points and odds: what a score says of the probability of a bad outcome."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

import attrs

from cobranza.credit.scoring._values import ONE, RESULT, WIDE, as_number, member, number
from cobranza.errors import CreditError

__all__ = ["OddsDirection", "Scaling"]

_ODDS: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?):([0-9]+(?:\.[0-9]+)?)")
_TWO: Final = Decimal(2)


class OddsDirection(StrEnum):
    """How odds are written: good outcomes to bad ones, or bad to good.

    Libraries differ, and 1:19 the wrong way round is another customer altogether; so it is always
    said.
    """

    GOOD_TO_BAD = "good:bad"
    BAD_TO_GOOD = "bad:good"


def _direction(written: str) -> OddsDirection:
    return member(written, OddsDirection)


def odds_of(written: str | Fraction) -> Fraction:
    """Read odds such as "50:1" or "1:19"."""
    if isinstance(written, Fraction):
        odds = written
    else:
        match = _ODDS.fullmatch(written)
        if match is None:
            raise CreditError(f"odds are {written!r}, expected a text such as '50:1'")
        first, second = map(Fraction, match.groups())
        odds = first / second if second else Fraction(0)
    if odds <= 0:
        raise CreditError(f"odds are {written!r}, expected both sides above zero")
    return odds


def _in_lowest_terms(written: str) -> str:
    odds = odds_of(written)
    return f"{odds.numerator}:{odds.denominator}"


@attrs.frozen(kw_only=True)
class Scaling:
    """A scale of points: `base_score` is the score at `base_odds`, `pdo` points double the odds.

    A higher score is always a better one. `direction` says which way `base_odds` are written, and
    `base_odds` are text, in lowest terms: `"50:1"` good to bad is the same as `"1:50"` bad to good.
    The odds that double are those of good to bad.

    Source: Siddiqi, Intelligent Credit Scoring (2017), scaling; `factor = pdo / ln 2` and
    `score = offset + factor x ln(good:bad)`.

    Raises:
        CreditError: `base_odds` are no odds, or `pdo` is not above zero.

    >>> scale = Scaling(base_score=300, base_odds="50:1", direction="good:bad", pdo=25)
    >>> scale.score_at("100:1"), scale.score_at("25:1")
    (Decimal('325'), Decimal('275'))
    """

    base_score: Decimal = attrs.field(converter=as_number)
    base_odds: str = attrs.field(converter=_in_lowest_terms)
    direction: OddsDirection = attrs.field(converter=_direction)
    pdo: Decimal = attrs.field(converter=as_number)

    def __attrs_post_init__(self) -> None:
        if self.pdo <= 0:
            raise CreditError(f"pdo is {self.pdo}, expected more than zero")

    @property
    def factor(self) -> Decimal:
        """Points for each unit of the logarithm of the odds, `pdo / ln 2`."""
        return RESULT.divide(self.pdo, WIDE.ln(_TWO))

    @property
    def offset(self) -> Decimal:
        """The score at odds of 1:1."""
        return self._score(Fraction(1))

    def score_at(self, odds: str | Fraction) -> Decimal:
        """Give the score at odds written in `direction`, to 28 digits.

        Raises:
            CreditError: they are no odds.
        """
        return self._score(self._good_to_bad(odds_of(odds)))

    def score_of(self, probability: Decimal) -> Decimal:
        """Give the score of a probability of a bad outcome, to 28 digits.

        Raises:
            CreditError: it is not between 0 and 1, both excluded.

        >>> from decimal import Decimal
        >>> scale = Scaling(base_score=600, base_odds="1:19", direction="bad:good", pdo=50)
        >>> scale.score_of(Decimal("0.05"))
        Decimal('600')
        """
        if not 0 < number(probability, name="probability") < 1:
            raise CreditError(f"probability is {probability}, expected between 0 and 1")
        bad = Fraction(probability)
        return self._score((1 - bad) / bad)

    def probability(self, score: Decimal) -> Decimal:
        """Give the probability of a bad outcome that a score says, to 28 digits."""
        doublings = WIDE.divide(WIDE.subtract(score, self.base_score), self.pdo)
        odds = WIDE.multiply(
            _decimal(self._good_to_bad(odds_of(self.base_odds))), WIDE.power(_TWO, doublings)
        )
        return RESULT.divide(ONE, WIDE.add(ONE, odds))

    def _good_to_bad(self, odds: Fraction) -> Fraction:
        return odds if self.direction is OddsDirection.GOOD_TO_BAD else 1 / odds

    def _score(self, good_to_bad: Fraction) -> Decimal:
        """Count doublings from the base, so that whole ones give whole points."""
        ratio = good_to_bad / self._good_to_bad(odds_of(self.base_odds))
        doublings = RESULT.divide(WIDE.ln(_decimal(ratio)), WIDE.ln(_TWO))
        return RESULT.add(self.base_score, WIDE.multiply(self.pdo, doublings))


def _decimal(value: Fraction) -> Decimal:
    return WIDE.divide(Decimal(value.numerator), Decimal(value.denominator))
