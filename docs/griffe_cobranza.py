"""What mkdocstrings does not know of this project: doctests in docstrings, and attrs classes."""

import re
from collections.abc import Iterator
from typing import Any

import griffe

__all__ = ["Cobranza"]

# A doctest ends at the first empty line.
DOCTEST = re.compile(r"^( *)>>> .*(?:\n\1.*\S.*)*", re.MULTILINE)


class Cobranza(griffe.Extension):
    """Fences the doctests, which Markdown takes for quotations, and shows how to construct."""

    def on_object(self, *, obj: griffe.Object, **_: Any) -> None:  # noqa: ANN401 (griffe passes what it likes)
        """Put each doctest of a docstring inside a fence."""
        if obj.docstring:
            obj.docstring.value = DOCTEST.sub(r"\1```pycon\n\g<0>\n\1```", obj.docstring.value)

    def on_package(self, *, pkg: griffe.Module, **_: Any) -> None:  # noqa: ANN401 (the same)
        """Give attrs classes their `__init__`, once the bases of all are known."""
        for cls in classes(pkg):
            if any(each.callable_path.startswith("attrs.") for each in cls.decorators):
                init = griffe.Function("__init__", parameters=griffe.Parameters(*fields(cls)))
                cls.set_member("__init__", init)


def classes(module: griffe.Module) -> Iterator[griffe.Class]:
    """The classes that a module and those below it define."""
    yield from module.classes.values()
    for below in module.modules.values():
        yield from classes(below)


def fields(cls: griffe.Class) -> Iterator[griffe.Parameter]:
    """The fields of an attrs class as parameters, inherited ones first, as griffe gives them."""
    yield griffe.Parameter("self", kind=griffe.ParameterKind.positional_only)
    for name, field in cls.attributes.items():
        written = str(field.value)
        per_instance = "instance-attribute" in field.labels and str(field.annotation) != "ClassVar"
        if per_instance and "init=False" not in written:
            yield griffe.Parameter(
                name,
                kind=griffe.ParameterKind.keyword_only,
                annotation=without_metadata(field.annotation),
                default=default_of(written) if "attrs.field(" in written else field.value,
            )


def default_of(field: str) -> str | None:
    """What stands for the default of an `attrs.field(...)`."""
    return "..." if "default=" in field or "factory=" in field else None


def without_metadata(annotation: Any) -> Any:  # noqa: ANN401 (griffe's expressions)
    """`Annotated[str, ...]` as `str`."""
    match annotation:
        case griffe.ExprSubscript(left=griffe.ExprName(name="Annotated"), slice=metadata):
            return metadata.elements[0]
        case _:
            return annotation
