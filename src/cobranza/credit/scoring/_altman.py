"""The Z-scores of Altman: how near a company is to failing, from its statements."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import attrs

from cobranza._frozen import FrozenDict
from cobranza.credit.scoring._ratios import YEAR, Sum
from cobranza.credit.scoring._values import RESULT, ZERO, number
from cobranza.errors import CreditError
from cobranza.money import precise

if TYPE_CHECKING:
    from cobranza.credit.scoring._statements import Statements

__all__ = ["ALTMAN", "AltmanModel", "AltmanScore", "AltmanTerm", "Zone", "altman"]


class Zone(StrEnum):
    """Where a Z-score falls."""

    SAFE = "safe"
    GREY = "grey"  # neither: the sample of the model held both kinds here
    DISTRESS = "distress"


@attrs.frozen(kw_only=True)
class AltmanModel:
    """One of the models, as data: `constant + sum(coefficient x ratio)`.

    `formulas` say what the ratios are, and `coefficients` weigh them, both by the names X1 to X5.
    Above `safe_above` a company is safe, below `distress_below` in distress; on a limit and between
    them it is in the grey zone.
    """

    key: str
    name: str
    formulas: Mapping[str, str]
    coefficients: Mapping[str, Decimal]
    constant: Decimal
    safe_above: Decimal
    distress_below: Decimal
    source: str

    def value(self, ratios: Mapping[str, Decimal]) -> Decimal:
        """Give the score of ratios that are known, exactly.

        Raises:
            CreditError: a ratio of the model is not there.

        >>> from decimal import Decimal
        >>> ratios = {"X1": "0.34", "X2": "0.15", "X3": "0", "X4": "0.80", "X5": "1.6"}
        >>> ALTMAN["z"].value({name: Decimal(text) for name, text in ratios.items()})
        Decimal('2.698')
        """
        total = self.constant
        with precise():
            for name, coefficient in self.coefficients.items():
                if name not in ratios:
                    raise CreditError(f"no {name}, {self.formulas[name]}, which {self.name} needs")
                total += coefficient * number(ratios[name], name=name)
        return total

    def zone(self, value: Decimal) -> Zone:
        """Tell where a score falls."""
        if value > self.safe_above:
            return Zone.SAFE
        return Zone.DISTRESS if value < self.distress_below else Zone.GREY


@attrs.frozen(kw_only=True)
class AltmanTerm:
    """One ratio of a score; `value` and `points` are `None` where it cannot be computed.

    `why` says why not: the lines that are unknown, or the denominator that is not above zero.
    """

    name: str
    formula: str
    value: Decimal | None
    coefficient: Decimal
    why: str = ""

    @property
    def points(self) -> Decimal | None:
        """What it adds to the score."""
        return None if self.value is None else RESULT.multiply(self.coefficient, self.value)


@attrs.frozen(kw_only=True)
class AltmanScore:
    """The Z-score of a company, and what it is made of.

    `value` and `zone` are `None` where a ratio cannot be computed: `missing` names the unknown
    lines of the statements, and the terms say the rest.
    """

    model: AltmanModel
    terms: tuple[AltmanTerm, ...]
    value: Decimal | None
    missing: tuple[str, ...]

    @property
    def zone(self) -> Zone | None:
        """Safe, grey or distress."""
        return None if self.value is None else self.model.zone(self.value)


def altman(statements: Statements, *, model: str = "z_private") -> AltmanScore:
    """Compute a Z-score of the statements of a year; `model` is a key of `ALTMAN`.

    "z" is for listed manufacturers and needs their market value, "z_private" (Z') for private
    manufacturers, "z_general" (Z'') for any industry, and "z_emerging" for emerging markets: it is
    Z'' plus 3.25. The ratios and their score have 28 significant digits.

    Raises:
        CreditError: there is no such model, or the statements are not of twelve months, the only
            period for which the models were estimated.

    Source: Altman 1968, 1983 and 2000; Altman, Hartzell and Peck 1995, on Mexican issuers.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from cobranza.credit.scoring import Statements
    >>> statements = Statements(
    ...     date=date(2025, 12, 31),
    ...     currency="MXN",
    ...     audited=True,
    ...     current_assets=Decimal(500),
    ...     current_liabilities=Decimal(300),
    ...     total_assets=Decimal(1000),
    ...     total_liabilities=Decimal(400),
    ...     equity=Decimal(600),
    ...     operating_profit=Decimal(100),
    ... )
    >>> altman(statements, model="z_general").missing
    ('retained_earnings',)
    >>> import attrs
    >>> found = altman(attrs.evolve(statements, retained_earnings=Decimal(200)), model="z_general")
    >>> found.value, found.zone.value
    (Decimal('4.211'), 'safe')
    """
    if model not in ALTMAN:
        raise CreditError(f"model is {model!r}, expected one of {', '.join(ALTMAN)}")
    if statements.months != YEAR:
        raise CreditError(f"statements cover {statements.months} months, expected {YEAR}")
    chosen = ALTMAN[model]
    missing: dict[str, None] = {}
    terms = tuple(_term(chosen, name, statements, missing) for name in chosen.coefficients)
    known = {term.name: term.value for term in terms if term.value is not None}
    return AltmanScore(
        model=chosen,
        terms=terms,
        value=RESULT.plus(chosen.value(known)) if len(known) == len(terms) else None,
        missing=tuple(missing),
    )


def _term(
    model: AltmanModel, name: str, statements: Statements, missing: dict[str, None]
) -> AltmanTerm:
    formula = model.formulas[name]
    above, _, below = (part.strip("()") for part in formula.partition(" / "))
    numerator, denominator = Sum.of(above, statements), Sum.of(below, statements)
    unknown = (*numerator.missing, *denominator.missing)
    missing.update(dict.fromkeys(unknown))
    value, why = None, ""
    if unknown:
        why = f"missing: {', '.join(unknown)}"
    elif denominator.value <= 0:
        why = f"{below} is {denominator.value}, expected more than zero"
    else:
        value = RESULT.divide(numerator.value, denominator.value)
    return AltmanTerm(
        name=name, formula=formula, value=value, coefficient=model.coefficients[name], why=why
    )


_BOOK: Final[Mapping[str, str]] = FrozenDict(
    {
        "X1": "(current_assets - current_liabilities) / total_assets",
        "X2": "retained_earnings / total_assets",
        "X3": "operating_profit / total_assets",
        "X4": "equity / total_liabilities",
        "X5": "revenue / total_assets",
    }
)
_MARKET: Final[Mapping[str, str]] = FrozenDict(
    {**_BOOK, "X4": "market_value_of_equity / total_liabilities"}
)


def _coefficients(*written: str) -> Mapping[str, Decimal]:
    return FrozenDict(dict(zip(_BOOK, map(Decimal, written), strict=False)))


_GENERAL: Final = _coefficients("6.56", "3.26", "6.72", "1.05")

ALTMAN: Final[Mapping[str, AltmanModel]] = FrozenDict(
    {
        # 1968 printed 0.999 for X5, with X1 to X4 in percent; Altman himself writes 1.0 since
        # 2000, and the published examples are computed with it.
        "z": AltmanModel(
            key="z",
            name="Z",
            formulas=_MARKET,
            coefficients=_coefficients("1.2", "1.4", "3.3", "0.6", "1.0"),
            constant=ZERO,
            safe_above=Decimal("2.99"),
            distress_below=Decimal("1.81"),
            source="Altman, Journal of Finance 23 (1968); 1.0 for 0.999 as in Altman (2000)",
        ),
        "z_private": AltmanModel(
            key="z_private",
            name="Z'",
            formulas=_BOOK,
            coefficients=_coefficients("0.717", "0.847", "3.107", "0.420", "0.998"),
            constant=ZERO,
            safe_above=Decimal("2.90"),
            distress_below=Decimal("1.23"),
            source="Altman, Corporate Financial Distress (1983); Altman (2000)",
        ),
        # Some sites print 6.5 and the limits of Z'; the papers say 6.56, 2.60 and 1.10.
        "z_general": AltmanModel(
            key="z_general",
            name="Z''",
            formulas=_BOOK,
            coefficients=_GENERAL,
            constant=ZERO,
            safe_above=Decimal("2.60"),
            distress_below=Decimal("1.10"),
            source="Altman, Hartzell and Peck (1995); Altman (2000)",
        ),
        # The limits of Z'' plus the constant, so that both give the same zone; others print 4.15
        # for the lower one.
        "z_emerging": AltmanModel(
            key="z_emerging",
            name="Z'' EM",
            formulas=_BOOK,
            coefficients=_GENERAL,
            constant=Decimal("3.25"),
            safe_above=Decimal("5.85"),
            distress_below=Decimal("4.35"),
            source="Altman, Hartzell and Peck, Emerging market corporate bonds (1995)",
        ),
    }
)
"""The models by key: z, z_private, z_general and z_emerging."""
