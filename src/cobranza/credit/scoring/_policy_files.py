"""Policies of scoring as TOML, JSON and plain dictionaries, in both directions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cobranza._records import dump, from_data, load, to_data
from cobranza.credit.scoring._policy import ScorePolicy
from cobranza.errors import CreditError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from os import PathLike

__all__ = ["policy_from_dict", "policy_to_dict", "read_policy", "write_policy"]


def read_policy(path: str | PathLike[str]) -> ScorePolicy:
    """Read a policy from a `.toml` or `.json` file.

    ```toml
    name = "pyme"
    version = "2026-1"

    [[component]]
    name = "behaviour"
    weight = 0.6
    worst = 400
    best = 700
    missing = "renormalize"

    [[class]]
    name = "A"
    at_least = 80

    [[class]]
    name = "D"

    [[rule]]
    name = "open default"
    fact = "bureau_open_defaults"
    above = 0
    cap = "D"
    unknown = "skip"
    reason = "incumplimiento abierto en el buró"
    ```

    Raises:
        CreditError: the file cannot be read; or the file, table, key and value that are wrong, and
            what was expected.
    """
    return load(ScorePolicy, path, error=CreditError)


def write_policy(policy: ScorePolicy, path: str | PathLike[str]) -> None:
    """Write a policy to a `.toml` or `.json` file, which `read_policy` reads as it was.

    Raises:
        CreditError: the file is called otherwise, or cannot be written.
    """
    dump(policy, path, error=CreditError, sparse=True)


def policy_from_dict(contents: Mapping[str, object]) -> ScorePolicy:
    """Make a policy of what `policy_to_dict` gives, or of the same written by hand.

    Raises:
        CreditError: something is missing, unknown or wrong; says where.
    """
    return from_data(ScorePolicy, contents, error=CreditError, place="policy")


def policy_to_dict(policy: ScorePolicy) -> dict[str, object]:
    """Give a policy as what JSON can hold; numbers are text, which loses nothing."""
    data: dict[str, object] = to_data(policy, sparse=True)
    return data
