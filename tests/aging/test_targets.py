"""Targets: data from mappings and TOML files, refused with their place when they are wrong."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from cobranza.aging import METRICS, TARGETS, Comparison, Target, read_targets, targets_of
from cobranza.aging._figures import READINGS
from cobranza.errors import CobranzaError, SourceError

TOML = """
[recovery_rate]
at_least = 0.95
of = "due_by_end"
by = "payments_and_credits"
months = 3

[dso_simple]
at_most = 45
"""


class TestTarget:
    @pytest.mark.parametrize(
        ("comparison", "met", "higher"),
        [
            (Comparison.ABOVE, (False, False, True), True),
            (Comparison.AT_LEAST, (False, True, True), True),
            (Comparison.AT_MOST, (True, True, False), False),
            (Comparison.BELOW, (True, False, False), False),
        ],
    )
    def test_comparisons(
        self,
        comparison: Comparison,
        met: tuple[bool, ...],
        higher: bool,  # noqa: FBT001
    ) -> None:
        target = Target(metric="hhi", comparison=comparison, limit=Decimal(2))
        assert tuple(target.met_by(Decimal(value)) for value in (1, 2, 3)) == met
        assert target.higher_is_better is higher

    def test_targets_are_values(self) -> None:
        assert len({*TARGETS, *TARGETS}) == len(TARGETS)

    def test_the_usual_ones(self) -> None:
        assert [(each.metric, each.comparison.value, str(each.limit)) for each in TARGETS] == [
            ("current_share", "at_least", "0.90"),
            ("overdue_share", "below", "0.10"),
            ("recovery_rate", "at_least", "0.95"),
            ("dso_count_back", "below", "30"),
            ("follow_ups_on_time", "at_least", "1"),
        ]

    def test_every_metric_of_a_scorecard_is_defined(self) -> None:
        assert READINGS.keys() <= METRICS.keys()


class TestFiles:
    def test_toml(self, tmp_path: Path) -> None:
        path = tmp_path / "targets.toml"
        path.write_text(TOML, "utf-8")
        recovery, dso = read_targets(path)
        assert recovery == Target(
            metric="recovery_rate",
            comparison=Comparison.AT_LEAST,
            limit=Decimal("0.95"),
            options={"of": "due_by_end", "by": "payments_and_credits", "months": 3},
        )
        assert (dso.metric, dso.comparison, dso.limit) == (
            "dso_simple",
            Comparison.AT_MOST,
            Decimal(45),
        )

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("[hhi", "targets.toml: "),
            ("hhi = 3", "hhi is 3, expected a table"),
            ("[hhi]\nbelow = nan", "below of hhi is NaN, expected a finite decimal"),
            ("[hhi]\nbelow = 2026-01-01", "below of hhi is a date"),
            ("[liquidity]\nbelow = 1", "metric is 'liquidity', expected one of cei, current_share"),
            ("[hhi]\nbelow = 1\nmonths = 2", "option of hhi is 'months', expected none"),
            ("[turnover]\nabove = 1\nmonths = 0.5", "option months is Decimal"),
        ],
    )
    def test_what_cannot_be_used(self, tmp_path: Path, text: str, message: str) -> None:
        path = tmp_path / "targets.toml"
        path.write_text(text, "utf-8")
        with pytest.raises(SourceError, match=message):
            read_targets(path)
        with pytest.raises(SourceError, match=r"nowhere\S* cannot be read: No such file"):
            read_targets(tmp_path / "nowhere.toml")


class TestMappings:
    @pytest.mark.parametrize(
        ("table", "message"),
        [
            ({"hhi": {}}, "target of hhi has 0 limits, expected one of above, at_least"),
            ({"hhi": {"above": 1, "below": 2}}, "target of hhi has 2 limits"),
            ({"hhi": {"below": "ten"}}, "below of hhi is 'ten'"),
            ({"cei": {"above": 1}}, "target of cei has no 'convention', which it needs"),
            (
                {"cei": {"above": 1, "convention": "whole_period", "n": 1}},
                "option of cei is 'n', expected convention, months",
            ),
        ],
    )
    def test_what_cannot_be_used(
        self, table: Mapping[str, Mapping[str, Decimal | int | str]], message: str
    ) -> None:
        with pytest.raises(CobranzaError, match=message):
            targets_of(table)

    def test_limits_are_no_floats(self) -> None:
        with pytest.raises(TypeError, match="below of hhi is a float"):
            targets_of({"hhi": {"below": 0.1}})  # type: ignore[dict-item]
