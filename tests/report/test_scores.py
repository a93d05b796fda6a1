"""Indicators in words."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cobranza.aging import Comparison, FollowUp, Target, Trend
from cobranza.report import Language, Texts
from cobranza.report._scores import Kpi, kpis_of
from tests.ledger.makers import invoice, pays, receipt
from tests.report.cases import report_of


def kpis(*documents: Any, lang: Language = "es", **options: Any) -> dict[str, Kpi]:
    found = kpis_of(report_of(documents, **options), Texts(lang))
    return {each.target.metric: each for each in found}


def test_values_targets_and_verdicts() -> None:
    # On March 31, 900 of 1,000 is not due, and 100 is 30 days late.
    found = kpis(
        invoice(1, "900.00", on=80, terms="30 días"),
        invoice(2, "100.00", on=50, terms="10 días"),
        follow_ups=[FollowUp(due=date(2026, 3, 9), done=date(2026, 3, 9))],
    )
    current, overdue = found["current_share"], found["overdue_share"]
    assert (current.value, current.limit, current.verdict) == (
        *("90.0\xa0%", "\N{GREATER-THAN OR EQUAL TO} 90.0\xa0%", "Cumple"),
    )
    assert (overdue.value, overdue.limit, overdue.verdict) == (
        "10.0\xa0%",
        "< 10.0\xa0%",
        "No cumple",
    )
    assert overdue.trend == "peor que un mes antes"  # nothing was overdue in February
    assert found["follow_ups_on_time"].verdict == "Cumple"
    assert len(current.values) == 12
    assert current.values[0] == "\N{EN DASH}"


def test_why_there_is_no_value() -> None:
    found = kpis(lang="en")
    assert found["current_share"].verdict == "Nothing outstanding"
    assert found["current_share"].trend == ""
    assert found["follow_ups_on_time"].verdict == "No follow-ups recorded"


def test_a_lower_bound_says_so() -> None:
    # Credit sales of March cover little of what is owed of years before.
    found = kpis(invoice(1, "900.00", on=-800), invoice(2, "10.00", on=80), lang="en")
    assert found["dso_count_back"].value.startswith("at least")


@pytest.mark.parametrize(
    ("metric", "options", "value"),
    [
        ("turnover", {}, "0.0"),
        ("days_to_pay", {}, "10.0\xa0days"),
        ("top_share", {"n": 1}, "100.0\xa0%"),
    ],
)
def test_units(metric: str, options: dict[str, str | int], value: str) -> None:
    target = Target(metric=metric, comparison=Comparison.ABOVE, limit=Decimal(0), options=options)
    (kpi,) = kpis(
        invoice(1, "10.00", on=70),
        receipt(2, pays(1, "4.00"), on=80),
        lang="en",
        targets=[target],
    ).values()
    assert kpi.limit.startswith("> 0.0")
    if metric != "turnover":
        assert kpi.value == value


def test_the_trend_is_in_the_direction_of_the_target() -> None:
    found = kpis(
        invoice(1, "10.00", on=1),
        invoice(2, "10.00", on=80, terms="30 días"),
        lang="en",
    )
    assert found["overdue_share"].score.trend is Trend.BETTER
    assert found["overdue_share"].trend == "better than a month ago"
