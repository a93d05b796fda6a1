"""Scorecards as TOML, JSON and plain dictionaries, in both directions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cobranza.credit.scoring._factors import Band, Closed, Factor, Group
from cobranza.credit.scoring._reading import Table, read_file
from cobranza.credit.scoring._scaling import OddsDirection, Scaling, odds_text
from cobranza.credit.scoring._scorecard import Scorecard
from cobranza.credit.scoring._writing import filled, to_json, write_file

if TYPE_CHECKING:
    from collections.abc import Mapping
    from os import PathLike

__all__ = ["read_scorecard", "scorecard_from_dict", "scorecard_to_dict", "write_scorecard"]


def read_scorecard(path: str | PathLike[str]) -> Scorecard:
    """Read a scorecard from a `.toml` or `.json` file.

    ```toml
    name = "pyme"
    version = "2026-1"
    base_points = 500

    [scaling]
    base_score = 600
    base_odds = "50:1"
    direction = "good:bad"
    pdo = 20

    [[factor]]
    name = "days_beyond_terms"
    closed = "upper"
    missing = 10
    reason = "paga tarde"

    [[factor.band]]
    upper = 0
    points = 50

    [[factor.band]]
    lower = 0
    points = 5
    ```

    `closed` and `missing` have no default, and neither has anything of `scaling`. A factor of
    categories has `group`s with `categories` instead of bands, and may have `other`.

    Raises:
        CreditError: the file cannot be read; or the file, table, key and value that are wrong, and
            what was expected.
    """
    return _card(read_file(path))


def write_scorecard(card: Scorecard, path: str | PathLike[str]) -> None:
    """Write a scorecard to a `.toml` or `.json` file, which `read_scorecard` reads as it was.

    Raises:
        CreditError: the file is called otherwise, or cannot be written.
    """
    write_file(path, _contents(card))


def scorecard_from_dict(contents: Mapping[str, object]) -> Scorecard:
    """Make a scorecard of what `scorecard_to_dict` gives, or of the same written by hand.

    Raises:
        CreditError: something is missing, unknown or wrong; says where.
    """
    return _card(Table.of("scorecard", contents))


def scorecard_to_dict(card: Scorecard) -> dict[str, object]:
    """Give a scorecard as what JSON can hold; numbers are text, which loses nothing."""
    return to_json(_contents(card))


def _card(table: Table) -> Scorecard:
    table.only("name", "version", "base_points", "scaling", "factor")
    return table.build(
        Scorecard,
        name=table.text("name"),
        version=table.text("version"),
        scaling=_scaling(table.table("scaling")),
        base_points=table.number("base_points"),
        factors=tuple(map(_factor, table.tables("factor"))),
    )


def _scaling(table: Table) -> Scaling:
    table.only("base_score", "base_odds", "direction", "pdo")
    return table.build(
        Scaling,
        base_score=table.number("base_score"),
        base_odds=table.text("base_odds"),
        direction=table.choice("direction", OddsDirection),
        pdo=table.number("pdo"),
    )


def _factor(table: Table) -> Factor:
    table.only("name", "weight", "closed", "missing", "other", "reason", "band", "group")
    return table.build(
        Factor,
        name=table.text("name"),
        weight=table.number("weight") if table.has("weight") else 1,
        closed=table.choice("closed", Closed) if table.has("closed") else None,
        bands=tuple(map(_band, table.tables("band"))) if table.has("band") else (),
        groups=tuple(map(_group, table.tables("group"))) if table.has("group") else (),
        missing=table.number("missing"),
        other=table.number_or_none("other"),
        reason=table.text_or_none("reason") or "",
    )


def _band(table: Table) -> Band:
    table.only("lower", "upper", "points")
    return Band(
        lower=table.number_or_none("lower"),
        upper=table.number_or_none("upper"),
        points=table.number("points"),
    )


def _group(table: Table) -> Group:
    table.only("categories", "points")
    return Group(categories=table.texts("categories"), points=table.number("points"))


def _contents(card: Scorecard) -> dict[str, object]:
    scaling = card.scaling
    return {
        "name": card.name,
        "version": card.version,
        "base_points": card.base_points,
        "scaling": {
            "base_score": scaling.base_score,
            "base_odds": odds_text(scaling.base_odds),
            "direction": scaling.direction.value,
            "pdo": scaling.pdo,
        },
        "factor": [filled(_factor_contents(each)) for each in card.factors],
    }


def _factor_contents(factor: Factor) -> dict[str, object]:
    return {
        "name": factor.name,
        "weight": factor.weight,
        "closed": None if factor.closed is None else factor.closed.value,
        "missing": factor.missing,
        "other": factor.other,
        "reason": factor.reason or None,
        "band": [
            filled({"lower": each.lower, "upper": each.upper, "points": each.points})
            for each in factor.bands
        ]
        or None,
        "group": [
            {"categories": list(each.categories), "points": each.points} for each in factor.groups
        ]
        or None,
    }
