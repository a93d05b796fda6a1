"""Scorecards written and read, and errors that say where."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobranza.credit.scoring import (
    Band,
    Factor,
    Group,
    OddsDirection,
    Scaling,
    Scorecard,
    read_scorecard,
    scorecard_from_dict,
    scorecard_to_dict,
    write_scorecard,
)
from cobranza.errors import CreditError
from tests.credit.scoring.makers import CARD

TOML = """
name = "pyme"
version = "2026-1"
base_points = 500

[scaling]
base_score = 600
base_odds = "50:1"
direction = "good:bad"
pdo = 20

[[factor]]
name = "beyond_terms"
weight = 1.5
closed = "upper"
missing = 0
reason = "paga tarde"

[[factor.band]]
upper = 0
points = 40

[[factor.band]]
lower = 0
upper = 30.5
points = 20

[[factor.band]]
lower = 30.5
points = -10

[[factor]]
name = "sector"
missing = -5
other = -8

[[factor.group]]
categories = ["comercio", "servicios"]
points = 10

[[factor.group]]
categories = ["construcción"]
points = -5
"""


@pytest.fixture
def card(tmp_path: Path) -> Path:
    path = tmp_path / "card.toml"
    path.write_text(TOML, "utf-8")
    return path


class TestReading:
    def test_toml(self, card: Path) -> None:
        assert read_scorecard(card) == CARD

    @pytest.mark.parametrize("name", ["card.toml", "card.json"])
    def test_both_directions(self, tmp_path: Path, name: str) -> None:
        path = tmp_path / name
        write_scorecard(CARD, path)
        assert read_scorecard(path) == CARD
        assert read_scorecard(str(path)).factors[0].weight == Decimal("1.5")

    def test_dict_is_of_json(self) -> None:
        contents = scorecard_to_dict(CARD)
        assert scorecard_from_dict(json.loads(json.dumps(contents))) == CARD
        assert contents["base_points"] == "500"

    def test_numbers_of_json_may_be_numbers(self, tmp_path: Path) -> None:
        path = tmp_path / "card.json"
        write_scorecard(CARD, path)
        path.write_text(path.read_text("utf-8").replace('"30.5"', "30.5"), "utf-8")
        assert read_scorecard(path) == CARD


class TestErrors:
    """Each says file, table, key, value, and what was expected."""

    @pytest.mark.parametrize(
        ("old", "new", "message"),
        [
            ("missing = 0", "", "factor[0].missing is missing, expected a decimal such"),
            ("missing = 0", "mising = 0", "factor[0].mising is unknown, expected name, weight, "),
            ("points = 40", 'points = "x"', "factor[0].band[0].points is 'x', expected a decimal"),
            (
                "points = 40",
                "points = true",
                "factor[0].band[0].points is True, expected a decimal",
            ),
            ("points = 40", "points = nan", "band[0].points is Decimal('NaN'), expected a decimal"),
            ("points = 40", "points = 1e1000", "band[0].points is Decimal('1E+1000'), expected"),
            (
                'closed = "upper"',
                'closed = "up"',
                "factor[0].closed is 'up', expected one of lower, upper",
            ),
            (
                'direction = "good:bad"',
                "",
                "scaling.direction is missing, expected one of good:bad, bad:good",
            ),
            ('base_odds = "50:1"', "base_odds = 50", "scaling.base_odds is 50, expected text"),
            ('base_odds = "50:1"', 'base_odds = "50"', "scaling: odds are '50', expected a text"),
            ("pdo = 20", "pdo = 0", "scaling.pdo is 0, expected more than zero"),
            ("upper = 30.5", "upper = 31", "factor[0]: factor 'beyond_terms' has a band from 30.5"),
            (
                'categories = ["construcción"]',
                "categories = 1",
                "factor[1].group[1].categories is 1, expected a list",
            ),
            (
                'categories = ["construcción"]',
                "categories = [1]",
                "factor[1].group[1].categories[0] is 1, expected text",
            ),
            ("[scaling]", "[[scaling]]", "expected a table"),
            (
                'name = "pyme"',
                'name = "pyme"\nsize = 1',
                "card.toml: size is unknown, expected name, version",
            ),
        ],
    )
    def test_place(self, card: Path, old: str, new: str, message: str) -> None:
        card.write_text(TOML.replace(old, new, 1), "utf-8")
        with pytest.raises(CreditError) as caught:
            read_scorecard(card)
        assert str(caught.value).startswith(str(card))
        assert message in str(caught.value)

    def test_factors_that_are_no_tables(self) -> None:
        contents = {**scorecard_to_dict(CARD), "factor": [1]}
        with pytest.raises(CreditError, match=r"scorecard: factor\[0\] is 1, expected a table"):
            scorecard_from_dict(contents)
        with pytest.raises(CreditError, match="scorecard: factor is 'none', expected a list"):
            scorecard_from_dict({**contents, "factor": "none"})

    def test_a_float_is_no_number(self) -> None:
        contents: dict[str, Any] = scorecard_to_dict(CARD)
        contents["base_points"] = 1.5
        with pytest.raises(
            CreditError,
            match=r"scorecard: base_points is 1\.5, expected a decimal .*; a float is not",
        ):
            scorecard_from_dict(contents)

    @pytest.mark.parametrize(
        ("name", "text", "message"),
        [
            ("card.yaml", "", "expected a name that ends in .toml or .json"),
            ("card.toml", "name = ", "Invalid value"),
            ("card.json", "[]", r"card.json: the data is \[\], expected a table"),
            ("card.json", '{"a": 1, "a": 2}', "card.json: key 'a' stands twice, expected once"),
            ("card.json", "[" * 100_000, "recursion"),
            ("card.json", "{", "Expecting property name"),
        ],
    )
    def test_files(self, tmp_path: Path, name: str, text: str, message: str) -> None:
        path = tmp_path / name
        path.write_text(text, "utf-8")
        with pytest.raises(CreditError, match=message):
            read_scorecard(path)

    def test_no_file(self, tmp_path: Path) -> None:
        with pytest.raises(CreditError, match="No such file"):
            read_scorecard(tmp_path / "card.toml")
        with pytest.raises(CreditError, match="No such file"):
            write_scorecard(CARD, tmp_path / "none" / "card.json")
        with pytest.raises(CreditError, match=r"expected a name that ends in \.toml or \.json"):
            write_scorecard(CARD, tmp_path / "card.txt")


NUMBERS = st.decimals(-(10**6), 10**6, places=3)
WORDS = st.text(min_size=1, max_size=8)


@st.composite
def factors(draw: st.DrawFn) -> Factor:
    common: dict[str, Any] = {
        "name": draw(WORDS),
        "weight": draw(st.decimals("0.01", 10, places=2)),
        "missing": draw(NUMBERS),
        "reason": draw(st.text(max_size=8)),
    }
    if draw(st.booleans()):
        names = draw(st.lists(WORDS, min_size=1, max_size=4, unique=True))
        groups = [Group(categories=[each], points=draw(NUMBERS)) for each in names]
        return Factor(groups=groups, other=draw(st.none() | NUMBERS), **common)
    cuts = sorted(draw(st.lists(NUMBERS, max_size=3, unique=True)))
    bands = [
        Band(lower=lower, upper=upper, points=draw(NUMBERS))
        for lower, upper in zip([None, *cuts], [*cuts, None], strict=True)
    ]
    return Factor(bands=bands, closed=draw(st.sampled_from(["lower", "upper"])), **common)


@st.composite
def cards(draw: st.DrawFn) -> Scorecard:
    return Scorecard(
        name=draw(st.text(max_size=8)),
        version=draw(st.text(max_size=8)),
        scaling=Scaling(
            base_score=draw(NUMBERS),
            base_odds=f"{draw(st.integers(1, 99))}:{draw(st.integers(1, 99))}",
            direction=draw(st.sampled_from(OddsDirection)),
            pdo=draw(st.decimals(1, 100, places=1)),
        ),
        base_points=draw(NUMBERS),
        factors=draw(st.lists(factors(), min_size=1, max_size=3, unique_by=lambda each: each.name)),
    )


@pytest.mark.property
@given(card=cards())
def test_whatever_is_written_reads_the_same(
    tmp_path_factory: pytest.TempPathFactory, card: Scorecard
) -> None:
    folder = tmp_path_factory.getbasetemp()
    for name in ("round.toml", "round.json"):
        write_scorecard(card, folder / name)
        assert read_scorecard(folder / name) == card
    assert scorecard_from_dict(scorecard_to_dict(card)) == card
