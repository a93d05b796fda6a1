"""Plain data as TOML, which the standard library reads and does not write."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["to_toml"]


def to_toml(data: Mapping[str, object]) -> str:
    """Write tables of text, whole numbers, truth values, lists and further tables; no `None`.

    >>> print(to_toml({"name": "A", "none": None, "hold": {"days": 5}, "rows": [{"by": {"A": 1}}]}))
    name = "A"
    <BLANKLINE>
    [hold]
    days = 5
    <BLANKLINE>
    [[rows]]
    by = {"A" = 1}
    <BLANKLINE>
    """
    return "\n".join(_lines(data)) + "\n"


def _lines(data: Mapping[str, object]) -> Iterator[str]:
    yield from _pairs({key: each for key, each in data.items() if not _has_tables(each)})
    for key, each in data.items():
        if isinstance(each, Mapping):
            yield from ("", f"[{key}]")
            yield from _pairs(cast("Mapping[str, object]", each))
        elif _has_tables(each):
            for table in cast("list[Mapping[str, object]]", each):
                yield from ("", f"[[{key}]]")
                yield from _pairs(table)


def _has_tables(value: object) -> bool:
    items = cast("list[object]", value) if isinstance(value, list) else [value]
    return any(isinstance(each, Mapping) for each in items)


def _pairs(table: Mapping[str, object]) -> Iterator[str]:
    for key, value in table.items():
        if value is not None:
            yield f"{key} = {_value(value)}"


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        pairs = cast("Mapping[str, object]", value).items()
        return "{" + ", ".join(f"{_text(key)} = {_value(each)}" for key, each in pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, cast("list[object]", value))) + "]"
    return _text(value)


def _text(value: object) -> str:
    # A text of JSON is one of TOML, save for the one control character that JSON leaves bare.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
