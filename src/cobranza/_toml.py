"""Tables as TOML, which the standard library reads and does not write."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, cast

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["to_toml"]

_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")


def to_toml(data: Mapping[str, Any]) -> str:
    """Write text, truth values, whole numbers, decimals, dates, lists of them, and tables.

    `tomllib.loads` gives the same back, with `parse_float=Decimal`; a decimal without a point comes
    back as a whole number. What is `None` is left out of its table, since TOML has no null.

    Raises:
        ValueError: a value is of another type, or a decimal is not finite.

    >>> data = {"name": "A", "no": None, "share": Decimal("0.10"), "hold": {"days": 5}}
    >>> print(to_toml({**data, "rows": [{"until": date(2026, 3, 2), "by": {"x y": [1, 2]}}]}))
    name = "A"
    share = 0.10
    <BLANKLINE>
    [hold]
    days = 5
    <BLANKLINE>
    [[rows]]
    until = 2026-03-02
    <BLANKLINE>
    [rows.by]
    "x y" = [1, 2]
    <BLANKLINE>
    """
    return "\n".join(_lines("", data)).lstrip("\n") + "\n"


def _lines(place: str, table: Mapping[str, Any]) -> Iterator[str]:
    """Write what has no tables within first: whatever follows a heading belongs to it."""
    inner: list[tuple[str, str, Mapping[str, Any]]] = []
    for key, value in table.items():
        name = f"{place}{_key(key)}"
        if isinstance(value, Mapping):
            inner.append((name, f"[{name}]", cast("Mapping[str, Any]", value)))
        elif _is_tables(value):
            inner += [(name, f"[[{name}]]", each) for each in value]
        elif value is not None:
            yield f"{_key(key)} = {_value(value)}"
    for name, heading, each in inner:
        yield f"\n{heading}"
        yield from _lines(f"{name}.", each)


def _is_tables(value: object) -> bool:
    if not isinstance(value, list):
        return False
    items = cast("list[object]", value)
    return bool(items) and all(isinstance(each, Mapping) for each in items)


def _value(value: Any) -> str:  # noqa: ANN401 - what plain data holds
    if isinstance(value, list):
        return f"[{', '.join(map(_value, cast('list[object]', value)))}]"
    if isinstance(value, Mapping):
        pairs = cast("Mapping[str, object]", value).items()
        inline = (f"{_key(key)} = {_value(each)}" for key, each in pairs if each is not None)
        return f"{{{', '.join(inline)}}}"
    return _text(value) if isinstance(value, str) else _scalar(value)


def _scalar(value: Any) -> str:  # noqa: ANN401 - what plain data holds
    match value:
        case bool():
            return str(value).lower()
        case Decimal() if value.is_finite():
            # A zero keeps its sign only as a float.
            return "-0E0" if str(value) == "-0" else str(value)
        case int() | date() if not isinstance(value, datetime):
            return str(value)
        case _:
            raise ValueError(f"found {value!r}, expected what TOML can hold")


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _text(key)


def _text(text: str) -> str:
    # A text of JSON is one of TOML, save for the one control character that JSON leaves bare.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
