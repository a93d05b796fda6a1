from datetime import date
from decimal import Decimal

import pytest

from cobranza.credit.arrears import ARREARS_LAW, Confidence, LegalRule, in_force
from cobranza.errors import CreditError

RULE = LegalRule(
    key="x",
    says="x",
    source="x",
    confidence=Confidence.CITED,
    since=date(2014, 1, 1),
    until=date(2021, 12, 31),
)


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        (date(2013, 12, 31), False),
        (date(2014, 1, 1), True),
        (date(2021, 12, 31), True),
        (date(2022, 1, 1), False),
    ],
)
def test_both_days_are_in_force(day: date, holds: bool) -> None:  # noqa: FBT001 - a case
    assert RULE.holds(day) is holds


def test_a_rule_that_is_not_in_force() -> None:
    with pytest.raises(CreditError, match="no rule 'x' is in force on 2022-01-01"):
        in_force([RULE], "x", date(2022, 1, 1))


def test_a_rule_without_a_figure() -> None:
    with pytest.raises(CreditError, match="rule 'x' has no threshold"):
        _ = RULE.figure


def test_each_rule_says_what_where_and_how_far_it_was_followed() -> None:
    keys = [each.key for each in ARREARS_LAW]
    assert len(set(keys)) == len(keys)
    for each in ARREARS_LAW:
        assert each.says.endswith(".")
        assert each.source
        assert (each.threshold is None) == (each.unit is None)


def test_the_figures_of_the_law() -> None:
    """Código de Comercio, art. 362: 6 % a year; RMF 2.7.1.32: the fifth natural day."""
    figures = {each.key: each.threshold for each in ARREARS_LAW if each.threshold is not None}
    assert figures == {"legal_rate": Decimal("0.06"), "rep": Decimal(5)}
