"""Policies: components, classes and rules as data."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobranza.aging import Comparison
from cobranza.credit.scoring import (
    RiskClass,
    ScoreComponent,
    WhenUnknown,
    policy_from_dict,
    policy_to_dict,
    read_policy,
    write_policy,
)
from cobranza.errors import CreditError
from tests.credit.scoring.makers import POLICY

RULE = POLICY.rules[0]


class TestComponent:
    @pytest.mark.parametrize(
        ("worst", "best", "value", "points"),
        [
            (400, 600, "450", "25"),
            (400, 600, "100", "0"),
            (400, 600, "900", "100"),
            (60, 0, "15", "75"),  # the lower, the better
            (60, 0, "-5", "100"),
            ("1.10", "2.60", "1.85", "50"),
        ],
    )
    def test_a_straight_line(self, worst: Any, best: Any, value: str, points: str) -> None:
        component = ScoreComponent(name="x", weight=1, worst=worst, best=best, missing="worst")
        assert component.points(Decimal(value)) == Decimal(points)

    @pytest.mark.parametrize(
        ("changed", "message"),
        [
            ({"weight": 0}, "weight of z is 0, expected above zero"),
            ({"worst": 5, "best": 5}, "worst and best of z are 5, expected two values"),
            ({"missing": "zero"}, "found 'zero', expected 'renormalize' or 'worst' or 'refuse'"),
        ],
    )
    def test_wrong(self, changed: dict[str, Any], message: str) -> None:
        with pytest.raises(CreditError, match=message):
            attrs.evolve(POLICY.components[1], **changed)

    def test_what_becomes_of_missing_must_be_said(self) -> None:
        with pytest.raises(TypeError, match="missing"):
            ScoreComponent(name="x", weight=1, worst=0, best=1)  # type: ignore[call-arg]


class TestRule:
    @pytest.mark.parametrize(
        ("comparison", "held"),
        [
            (Comparison.ABOVE, [False, False, True]),
            (Comparison.AT_LEAST, [False, True, True]),
            (Comparison.AT_MOST, [True, True, False]),
            (Comparison.BELOW, [True, False, False]),
        ],
    )
    def test_comparisons(self, comparison: Comparison, held: list[bool]) -> None:
        rule = attrs.evolve(RULE, comparison=comparison, limit=1)
        assert [rule.holds(Decimal(each)) for each in (0, 1, 2)] == held

    def test_an_unknown_fact(self) -> None:
        apply = attrs.evolve(RULE, unknown=WhenUnknown.APPLY)
        assert [RULE.holds(None), apply.holds(None)] == [False, True]
        refuse = attrs.evolve(RULE, unknown="refuse")
        with pytest.raises(CreditError, match="fact 'open_defaults' is unknown, which rule 'open"):
            refuse.holds(None)

    def test_either_a_cap_or_notches(self) -> None:
        for changed in ({"cap": None}, {"notches": 1}):
            with pytest.raises(CreditError, match="has a cap and notches, or none: expected one"):
                attrs.evolve(RULE, **changed)


class TestPolicy:
    @pytest.mark.parametrize(
        ("points", "name"),
        [("100", "A"), ("80", "A"), ("79.99", "B"), ("40", "C"), ("39.99", "D"), ("0", "D")],
    )
    def test_class_of(self, points: str, name: str) -> None:
        assert POLICY.class_of(Decimal(points)).name == name
        assert POLICY.class_names == ("A", "B", "C", "D")

    @pytest.mark.parametrize(
        ("changed", "message"),
        [
            ({"components": []}, "has no component, expected one at least"),
            ({"classes": []}, "has no class, expected one at least"),
            (
                {"components": [POLICY.components[0]] * 2},
                "has component 'behaviour' twice or unnamed",
            ),
            ({"rules": [RULE, RULE]}, "has rule 'open default' twice or unnamed"),
            ({"classes": [RiskClass(name="")]}, "has class '' twice or unnamed"),
            (
                {"classes": [RiskClass(name="A", at_least=5)]},
                "classes have a limit each, but for the last",
            ),
            (
                {"classes": [RiskClass(name="A"), RiskClass(name="B")]},
                "classes have a limit each, but for the last",
            ),
            (
                {
                    "classes": [
                        RiskClass(name="A", at_least=5),
                        RiskClass(name="B", at_least=5),
                        RiskClass(name="C"),
                    ]
                },
                "limits of classes are 5, 5, expected each below the last",
            ),
            (
                {"rules": [attrs.evolve(RULE, cap="E")]},
                "rule 'open default' caps at 'E', expected A, B, C, D",
            ),
        ],
    )
    def test_wrong(self, changed: dict[str, Any], message: str) -> None:
        with pytest.raises(CreditError, match=message):
            attrs.evolve(POLICY, **changed)


class TestFiles:
    @pytest.mark.parametrize("name", ["policy.toml", "policy.json"])
    def test_both_directions(self, tmp_path: Path, name: str) -> None:
        write_policy(POLICY, tmp_path / name)
        assert read_policy(tmp_path / name) == POLICY

    def test_dict(self) -> None:
        assert policy_from_dict(json.loads(json.dumps(policy_to_dict(POLICY)))) == POLICY

    @pytest.mark.parametrize("comparison", Comparison)
    def test_a_rule_has_its_limit_under_the_comparison(self, comparison: Comparison) -> None:
        rule = attrs.evolve(RULE, comparison=comparison, limit="1.50")
        policy = attrs.evolve(POLICY, rules=[rule])
        contents: dict[str, Any] = policy_to_dict(policy)
        assert contents["rule"][0][comparison.value] == "1.50"
        assert policy_from_dict(contents) == policy

    def test_without_rules(self, tmp_path: Path) -> None:
        plain = attrs.evolve(POLICY, rules=())
        write_policy(plain, tmp_path / "policy.toml")
        assert read_policy(tmp_path / "policy.toml") == plain

    @pytest.mark.parametrize(
        ("old", "new", "message"),
        [
            ("above = 0\n", "", "rule[0]: 0 comparisons, expected one of above, at_least"),
            ("above = 0\n", "above = 0\nbelow = 1\n", "rule[0]: 2 comparisons"),
            ("notches = -1", "notches = 0.5", "rule[1].notches is Decimal('0.5'), expected a w"),
            ('cap = "C"', 'cap = "E"', "caps at 'E', expected A, B, C, D"),
            ('missing = "worst"', "", "component[2].missing is missing, expected one of "),
            ("at_least = 60", "at_least = 90", "limits of classes are 80, 90, 40"),
            ("weight = 3", "weight = -3", "component[0]: weight of behaviour is -3"),
        ],
    )
    def test_place(self, tmp_path: Path, old: str, new: str, message: str) -> None:
        path = tmp_path / "policy.toml"
        write_policy(POLICY, path)
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")
        with pytest.raises(CreditError) as caught:
            read_policy(path)
        assert str(caught.value).startswith(str(path))
        assert message in str(caught.value)


@pytest.mark.property
@given(low=st.decimals(-2000, 2000, places=2), high=st.decimals(-2000, 2000, places=2))
def test_a_better_value_never_has_fewer_points(low: Decimal, high: Decimal) -> None:
    worse, better = sorted((low, high))
    rising, falling = POLICY.components[0], attrs.evolve(POLICY.components[0], worst=600, best=400)
    assert rising.points(worse) <= rising.points(better)
    assert falling.points(worse) >= falling.points(better)
