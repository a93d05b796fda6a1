"""The public names and signatures, against the committed list in `public_api.txt`.

`python tests/test_public_api.py` writes the list again; the difference is what users will notice.
"""

import ast
import enum
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol

import pytest

import cobranza

SNAPSHOT = Path(__file__).with_name("public_api.txt")


def public_modules() -> list[ModuleType]:
    """The modules that users may import, the package first, then in alphabetical order."""
    walked = pkgutil.walk_packages(cobranza.__path__, "cobranza.")
    names = sorted(module.name for module in walked)
    public = [name for name in names if not any(p.startswith("_") for p in name.split("."))]
    modules = [cobranza, *map(importlib.import_module, public)]
    return [module for module in modules if hasattr(module, "__all__")]


class Verbatim(str):
    """A text that prints without quotes inside a signature."""

    __slots__ = ()
    __repr__ = str.__str__


def annotation(value: object) -> Verbatim:
    """A type as it is written, without the metadata of `Annotated`."""
    text = value if isinstance(value, str) else inspect.formatannotation(value)
    match ast.parse(text, mode="eval").body:
        case ast.Subscript(value=ast.Name(id="Annotated"), slice=ast.Tuple(elts=[first, *_])):
            return Verbatim(ast.unparse(first))
        case node:
            return Verbatim(ast.unparse(node))


def signature(value: object) -> str:
    """The parameters of a function or class, with their types and defaults."""
    assert callable(value)
    found = inspect.signature(value)
    parameters: list[inspect.Parameter] = []
    for parameter in found.parameters.values():
        changed = parameter
        if parameter.annotation is not parameter.empty:
            changed = changed.replace(annotation=annotation(parameter.annotation))
        if " at 0x" in repr(parameter.default):
            changed = changed.replace(default=Verbatim("..."))
        parameters.append(changed)
    returned = found.return_annotation
    if isinstance(value, type) or returned is found.empty:
        return str(found.replace(parameters=parameters, return_annotation=found.empty))
    return str(found.replace(parameters=parameters, return_annotation=annotation(returned)))


def members(cls: type) -> Iterator[str]:
    """The public methods and properties that the class itself defines."""
    for name, value in sorted(vars(cls).items()):
        if name.startswith("_"):
            continue
        if isinstance(value, property) and value.fget:
            returned = inspect.signature(value.fget).return_annotation
            yield f".{name}: {annotation(returned)}"
        elif isinstance(value, classmethod | staticmethod):
            yield f".{name}{signature(getattr(cls, name))}"
        elif inspect.isfunction(value):
            yield f".{name}{signature(value)}"


def lines_of(name: str, value: Any) -> Iterator[str]:
    """What users can rely on of one public name."""
    if isinstance(value, type) and issubclass(value, enum.Enum):
        yield f"{name} = {' | '.join(repr(member.value) for member in value)}"
    elif isinstance(value, type):
        built_by_users = not issubclass(value, BaseException) and Protocol not in value.__bases__
        yield f"{name}{signature(value) if built_by_users else ''}"
        yield from (f"{name}{line}" for line in members(value))
    elif inspect.isfunction(inspect.unwrap(value)):
        yield f"{name}{signature(value)}"
    else:
        yield name


def listing() -> str:
    """Every public name; one that several modules offer is spelled out in its own package."""
    modules = public_modules()
    homes: dict[int, str] = {}
    for module in modules[1:]:
        for name in module.__all__:
            value = getattr(module, name)
            if f"{getattr(value, '__module__', '')}.".startswith(f"{module.__name__}."):
                homes.setdefault(id(value), f"{module.__name__}.{name}")
    lines: list[str] = []
    for module in modules:
        for name in module.__all__:
            value, full = getattr(module, name), f"{module.__name__}.{name}"
            home = homes.get(id(value), full)
            lines += lines_of(full, value) if home == full else [f"{full} is {home}"]
    return "\n".join(lines) + "\n"


def test_public_names_and_signatures_are_the_committed_ones() -> None:
    assert listing() == SNAPSHOT.read_text("utf-8"), f"see {Path(__file__).name} for what to do"


def test_the_main_names_live_where_type_checkers_look() -> None:
    tree = ast.parse(Path(cobranza.__file__).read_text("utf-8"))
    seen = {
        alias.name: node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module and "cobranza" in node.module
        if node.module != "cobranza._lazy"
        for alias in node.names
    }
    assert seen == {
        name: module.__name__
        for module in map(importlib.import_module, set(seen.values()))
        for name in module.__all__
        if name in seen and getattr(cobranza, name) is getattr(module, name)
    }
    assert sorted(seen) == sorted(cobranza.__all__)


def test_names_that_come_later_are_listed() -> None:
    for package in (cobranza, importlib.import_module("cobranza.aging")):
        assert set(package.__all__) <= set(dir(package))
        with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
            package.nothing  # noqa: B018


if __name__ == "__main__":
    SNAPSHOT.write_text(listing(), "utf-8")
