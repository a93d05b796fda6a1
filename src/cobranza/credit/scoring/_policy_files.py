"""Policies of scoring as TOML, JSON and plain dictionaries, in both directions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cobranza.aging import Comparison
from cobranza.credit.scoring._policy import (
    RiskClass,
    ScoreComponent,
    ScorePolicy,
    ScoreRule,
    WhenMissing,
    WhenUnknown,
)
from cobranza.credit.scoring._reading import Table, read_file
from cobranza.credit.scoring._writing import filled, to_json, write_file
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
    return _policy(read_file(path))


def write_policy(policy: ScorePolicy, path: str | PathLike[str]) -> None:
    """Write a policy to a `.toml` or `.json` file, which `read_policy` reads as it was.

    Raises:
        CreditError: the file is called otherwise, or cannot be written.
    """
    write_file(path, _contents(policy))


def policy_from_dict(contents: Mapping[str, object]) -> ScorePolicy:
    """Make a policy of what `policy_to_dict` gives, or of the same written by hand.

    Raises:
        CreditError: something is missing, unknown or wrong; says where.
    """
    return _policy(Table.of("policy", contents))


def policy_to_dict(policy: ScorePolicy) -> dict[str, object]:
    """Give a policy as what JSON can hold; numbers are text, which loses nothing."""
    return to_json(_contents(policy))


def _policy(table: Table) -> ScorePolicy:
    table.only("name", "version", "component", "class", "rule")
    return table.build(
        ScorePolicy,
        name=table.text("name"),
        version=table.text("version"),
        components=tuple(map(_component, table.tables("component"))),
        classes=tuple(map(_class, table.tables("class"))),
        rules=tuple(map(_rule, table.tables("rule"))) if table.has("rule") else (),
    )


def _component(table: Table) -> ScoreComponent:
    table.only("name", "weight", "worst", "best", "missing")
    return table.build(
        ScoreComponent,
        name=table.text("name"),
        weight=table.number("weight"),
        worst=table.number("worst"),
        best=table.number("best"),
        missing=table.choice("missing", WhenMissing),
    )


def _class(table: Table) -> RiskClass:
    table.only("name", "at_least")
    return RiskClass(name=table.text("name"), at_least=table.number_or_none("at_least"))


def _rule(table: Table) -> ScoreRule:
    table.only("name", "fact", *Comparison, "cap", "notches", "unknown", "reason")
    comparisons = [each for each in Comparison if table.has(each)]
    if len(comparisons) != 1:
        found = f"{len(comparisons)} comparisons"
        raise CreditError(f"{table.place}: {found}, expected one of {', '.join(Comparison)}")
    return table.build(
        ScoreRule,
        name=table.text("name"),
        fact=table.text("fact"),
        comparison=comparisons[0],
        limit=table.number(comparisons[0]),
        cap=table.text_or_none("cap"),
        notches=table.whole("notches") if table.has("notches") else 0,
        unknown=table.choice("unknown", WhenUnknown),
        reason=table.text_or_none("reason") or "",
    )


def _contents(policy: ScorePolicy) -> dict[str, object]:
    return {
        "name": policy.name,
        "version": policy.version,
        "component": [
            {
                "name": each.name,
                "weight": each.weight,
                "worst": each.worst,
                "best": each.best,
                "missing": each.missing.value,
            }
            for each in policy.components
        ],
        "class": [
            filled({"name": each.name, "at_least": each.at_least}) for each in policy.classes
        ],
        "rule": [_rule_contents(each) for each in policy.rules],
    }


def _rule_contents(rule: ScoreRule) -> dict[str, object]:
    return filled(
        {
            "name": rule.name,
            "fact": rule.fact,
            rule.comparison.value: rule.limit,
            "cap": rule.cap,
            "notches": rule.notches or None,
            "unknown": rule.unknown.value,
            "reason": rule.reason or None,
        }
    )
