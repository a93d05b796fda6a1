"""Scorecards as TOML, JSON and plain dictionaries, in both directions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cobranza._records import dump, from_data, load, to_data
from cobranza.credit.scoring._scorecard import Scorecard
from cobranza.errors import CreditError

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
    return load(Scorecard, path, error=CreditError)


def write_scorecard(card: Scorecard, path: str | PathLike[str]) -> None:
    """Write a scorecard to a `.toml` or `.json` file, which `read_scorecard` reads as it was.

    Raises:
        CreditError: the file is called otherwise, or cannot be written.
    """
    dump(card, path, error=CreditError, sparse=True)


def scorecard_from_dict(contents: Mapping[str, object]) -> Scorecard:
    """Make a scorecard of what `scorecard_to_dict` gives, or of the same written by hand.

    Raises:
        CreditError: something is missing, unknown or wrong; says where.
    """
    return from_data(Scorecard, contents, error=CreditError, place="scorecard")


def scorecard_to_dict(card: Scorecard) -> dict[str, object]:
    """Give a scorecard as what JSON can hold; numbers are text, which loses nothing."""
    data: dict[str, object] = to_data(card, sparse=True)
    return data
