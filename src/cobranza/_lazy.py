"""Names of a package that are imported when they are first used."""

from __future__ import annotations

import importlib
import sys

TYPE_CHECKING = False  # `typing` takes longer to import than all of this
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["lazy"]


def lazy(
    package: str, homes: Mapping[str, str]
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Give the `__getattr__` and `__dir__` of a package, of each name of which the home is given.

    >>> find, _ = lazy("cobranza", {"quantize": "cobranza.money"})
    >>> find("quantize").__module__
    'cobranza.money'
    """
    module = sys.modules[package]

    def find(name: str) -> object:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value: object = getattr(importlib.import_module(homes[name]), name)
        setattr(module, name, value)
        return value

    def names() -> list[str]:
        return sorted({*vars(module), *homes})

    return find, names
