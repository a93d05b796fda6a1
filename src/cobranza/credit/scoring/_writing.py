"""Tables written as TOML and JSON, so that reading them gives the same."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from cobranza.credit.scoring._reading import is_list, is_table
from cobranza.credit.scoring._values import shown
from cobranza.errors import CreditError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from os import PathLike

__all__ = ["filled", "to_json", "write_file"]


def write_file(path: str | PathLike[str], contents: Mapping[str, object]) -> None:
    """Write tables as TOML or JSON, so that `read_file` reads the same.

    Raises:
        CreditError: the file is called otherwise, or cannot be written.
    """
    file = Path(path)
    if file.suffix == ".toml":
        text = "\n".join(_toml("", contents)).lstrip("\n") + "\n"
    elif file.suffix == ".json":
        text = json.dumps(to_json(contents), ensure_ascii=False, indent=2) + "\n"
    else:
        raise CreditError(f"{file}: expected a name that ends in .toml or .json")
    try:
        file.write_text(text, "utf-8")
    except OSError as error:
        raise CreditError(f"{file}: {error}") from error


def to_json(contents: Mapping[str, object]) -> dict[str, object]:
    """Give what JSON can hold: decimals and dates as text, which lose nothing."""
    return {key: _json_value(each) for key, each in contents.items()}


def _json_value(value: object) -> object:
    if is_table(value):
        return to_json(value)
    if is_list(value):
        return [*map(_json_value, value)]
    if isinstance(value, Decimal):
        return shown(value)
    return value.isoformat() if isinstance(value, dt.date) else value


def filled(contents: Mapping[str, object]) -> dict[str, object]:
    """Leave out what is not said: TOML has no null."""
    return {key: value for key, value in contents.items() if value is not None}


def _toml(path: str, table: Mapping[str, object]) -> Iterator[str]:
    """Write what has no tables within first, as TOML wants it."""
    inner: list[tuple[str, Mapping[str, object]]] = []
    for key, value in table.items():
        name = f"{path}.{key}" if path else key
        tables = [each for each in value if is_table(each)] if is_list(value) else []
        if is_table(value):
            inner.append((f"[{name}]", value))
        elif tables:
            inner += [(f"[[{name}]]", each) for each in tables]
        else:
            yield f"{key} = {_toml_value(value)}"
    for heading, value in inner:
        yield f"\n{heading}"
        yield from _toml(heading.strip("[]"), value)


def _toml_value(value: object) -> str:
    if isinstance(value, Decimal):
        return shown(value)
    if is_list(value):
        return f"[{', '.join(map(_toml_value, value))}]"
    if isinstance(value, str):  # a text of JSON is one of TOML, but for one character
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return value.isoformat() if isinstance(value, dt.date) else str(value)
