"""What a class is written as: its fields, and the keys that they have in files."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol, TypeAlias, get_type_hints

import attrs

if TYPE_CHECKING:
    from typing import Self

__all__ = ["KEY", "Convert", "Field", "Form", "fields_of", "form_of"]

Convert: TypeAlias = Callable[[Any], Any]
"""What writes or reads the values of one type."""

KEY: Final = "key"
"""The metadata of a field that is not written under its own name."""


class Form(Protocol):
    """What a class is written as where its own fields would not do: another attrs class.

    The class that has a form names it: `__form__: ClassVar = _RuleForm`.
    """

    @classmethod
    def of(cls, value: Any, /) -> Self:  # noqa: ANN401 - the class that has this form
        """Give a value its form."""
        ...

    def made(self) -> object:
        """Make the value; a `CobranzaError` refuses."""
        ...


class Field(NamedTuple):
    """A field that its class is built from."""

    name: str
    key: str
    kind: Any
    default: Any


@cache
def fields_of(cls: Any) -> tuple[Field, ...]:  # noqa: ANN401 - an attrs class
    """Give the fields that an attrs class is built from."""
    hints = get_type_hints(cls)
    return tuple(
        Field(each.name, each.metadata.get(KEY, each.name), hints[each.name], each.default)
        for each in attrs.fields(cls)
        if each.init
    )


def form_of(cls: Any) -> type[Form] | None:  # noqa: ANN401 - any type
    """Give the form that a class names, if it names one."""
    return getattr(cls, "__form__", None)
