"""Judges structure: the slim schema says whether, the walker says what, in plain Spanish."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cobranza.cfdi._schema import slim_schema
from cobranza.cfdi._walker import Deviation, Kind, walk
from cobranza.cfdi.report import Finding, Severity
from cobranza.errors import shorten

if TYPE_CHECKING:
    from cobranza.cfdi._spec import SimpleType
    from cobranza.cfdi._xml import XmlElement

__all__: list[str] = []

STRUCTURE: Final = "CFDI40999"
"""SAT's code for a document that breaks its schema."""


def structure_findings(root: XmlElement) -> tuple[Finding, ...]:
    """Find every departure from SAT's schemas, in document order."""
    schema = slim_schema()
    if schema.validate(root):
        return ()
    _, deviations = walk(root, facets=True)
    if deviations:
        return tuple(_finding(each) for each in deviations)
    # A test holds schema and walker to the same verdict; should they differ, nothing is lost.
    return tuple(schema_finding(each.line, each.message) for each in schema.error_log)


def schema_finding(line: int, message: str) -> Finding:
    """Make a finding of what libxml2 says against a document."""
    return Finding(
        code=STRUCTURE,
        severity=Severity.ERROR,
        path="",
        line=line,
        message=f"El esquema del SAT no lo admite: {shorten(message, 300)}",
        value=None,
        expected="lo que define el esquema",
    )


def _finding(deviation: Deviation) -> Finding:
    expected = _expected(deviation)
    place = f"«{deviation.name}»"
    found = None if deviation.value is None else shorten(deviation.value)
    match deviation.kind:
        case Kind.MISSING_ATTRIBUTE | Kind.MISSING_ELEMENT:
            message = f"Falta {place}: {expected}"
        case Kind.NOT_TYPED | Kind.FIXED | Kind.FACET:
            message = f"{place} es {found!r}; debe ser {expected}"
        case Kind.STRAY_TEXT:
            message = f"{place} contiene el texto {found!r}: {expected}"
        case _:
            message = f"{place}: {expected}"
    return Finding(
        code=STRUCTURE,
        severity=Severity.ERROR,
        path=deviation.path,
        line=deviation.line,
        message=message,
        value=deviation.value,
        expected=expected,
    )


_EXPECTED: Final = {
    Kind.MISSING_ATTRIBUTE: "atributo obligatorio",
    Kind.MISSING_ELEMENT: "elemento obligatorio",
    Kind.REPEATED_ELEMENT: "el elemento puede aparecer una sola vez",
    Kind.UNKNOWN_ATTRIBUTE: "el SAT no define este atributo aquí",
    Kind.UNKNOWN_ELEMENT: "el SAT no define este elemento aquí",
    Kind.EMPTY_ELEMENT: "el elemento no puede estar vacío",
    Kind.MISPLACED_ELEMENT: "el elemento está fuera de su orden",
    Kind.STRAY_TEXT: "aquí no puede haber texto",
}
_EXPECTED_TYPE: Final = {
    "decimal": "un número decimal como 1160.00",
    "integer": "un número entero",
    "dateTime": "fecha y hora local AAAA-MM-DDThh:mm:ss, sin zona horaria",
}


def _expected(deviation: Deviation) -> str:
    attribute = deviation.attribute
    if attribute is None or deviation.kind in _EXPECTED:
        return _EXPECTED[deviation.kind]
    if deviation.kind is Kind.FIXED:
        return f"{attribute.fixed!r}"
    if deviation.kind is Kind.NOT_TYPED:
        return _EXPECTED_TYPE[attribute.type.base]
    return _facet(attribute.type, deviation.facet)


def _facet(kind: SimpleType, facet: str | None) -> str:
    texts = {
        "length": f"de {kind.length} caracteres",
        "min_length": f"de {kind.min_length} caracteres o más",
        "max_length": f"de {kind.max_length} caracteres o menos",
        "min_inclusive": f"{kind.min_inclusive} o más",
        "max_inclusive": f"{kind.max_inclusive} o menos",
        "fraction_digits": f"un número con {kind.fraction_digits} decimales o menos",
        "base64": "texto en base64",
        "pattern": f"de la forma {kind.pattern}",
    }
    return texts[str(facet)]
