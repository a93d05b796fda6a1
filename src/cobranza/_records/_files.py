"""Values as TOML and JSON files, told apart by their names."""

from __future__ import annotations

import json
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from cobranza._records._reading import from_data
from cobranza._records._writing import to_data, to_tables
from cobranza._toml import to_toml

if TYPE_CHECKING:
    from os import PathLike

__all__ = ["dump", "load"]

T = TypeVar("T")


def load(cls: type[T], path: str | PathLike[str], *, error: type[ValueError]) -> T:
    """Read a value of a class from a `.toml` or `.json` file.

    Raises:
        ValueError: as the `error` given; the file is called otherwise, cannot be read, or says what
            `from_data` refuses.
    """
    file = Path(path)
    is_toml = _is_toml(file, error)
    try:
        text = file.read_text("utf-8")
        data = tomllib.loads(text, parse_float=Decimal) if is_toml else _from_json(text)
    # An exponent may be too large for a Decimal, and lists too deep for the parsers.
    except (ArithmeticError, OSError, RecursionError, ValueError) as cause:
        raise error(f"{path}: {cause}") from cause
    return from_data(cls, data, error=error, place=str(path))


def dump(
    value: object, path: str | PathLike[str], *, error: type[ValueError], sparse: bool = False
) -> None:
    """Write a value of a class to a `.toml` or `.json` file, which `load` reads as the same.

    TOML has no null: what is `None` is left out, so it must be `None` by default.

    Raises:
        ValueError: as the `error` given; the file is called otherwise, or cannot be written.
    """
    file = Path(path)
    is_toml = _is_toml(file, error)
    try:
        if is_toml:
            text = to_toml(to_tables(value, sparse=sparse))
        else:
            data = to_data(value, sparse=sparse)
            text = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
        file.write_bytes(text.encode("utf-8"))
    except (OSError, ValueError) as cause:
        raise error(f"{path}: {cause}") from cause


def _is_toml(file: Path, error: type[ValueError]) -> bool:
    if file.suffix not in (".json", ".toml"):
        raise error(f"{file}: expected a name that ends in .toml or .json")
    return file.suffix == ".toml"


def _from_json(text: str) -> object:
    return json.loads(text, parse_float=Decimal, object_pairs_hook=_once)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Refuse a key that stands twice, as TOML does."""
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"key {twice!r} stands twice, expected once")
    return found
