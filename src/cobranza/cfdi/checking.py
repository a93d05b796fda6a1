"""`check`: is one document right? In this version, its structure as SAT's schemas define it.

Every departure from cfdv40.xsd, Pagos20.xsd, TimbreFiscalDigitalv11.xsd and implocal.xsd is a
finding with SAT's code for structure, CFDI40999. Catalog keys, SAT's numbered rules and seals are
reported as not evaluated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cobranza.cfdi._spec import Fragment, SimpleType
from cobranza.cfdi._walker import Deviation, Kind, walk
from cobranza.cfdi._xml import MAX_BYTES, parse
from cobranza.cfdi.document import Document, Source, load, require_cfdi40
from cobranza.cfdi.report import Finding, NotEvaluated, Report, Severity
from cobranza.errors import CfdiReadError, shorten

if TYPE_CHECKING:
    from cobranza.cfdi.comprobante import Comprobante

__all__ = ["check"]

STRUCTURE: Final = "CFDI40999"
"""SAT's code for a document that breaks its schema."""

_NOT_YET: Final = (
    NotEvaluated(what="catálogos", reason="esta versión no los incluye"),
    NotEvaluated(what="reglas CFDI40nnn y CRP20nnn", reason="esta versión no las incluye"),
    NotEvaluated(what="sellos", reason="esta versión no los verifica"),
)


def check(source: Document | Source, *, max_bytes: int = MAX_BYTES) -> Report:
    """Check one document and report everything found, worst or not, in document order.

    It never raises for a bad document: what cannot even be parsed is a finding.

    Args:
        source: A `Document`, or what `read` takes.
        max_bytes: The largest size that is accepted; 32 MiB unless given.

    Raises:
        OSError: The file cannot be opened or read.

    >>> report = check(b"<factura/>")
    >>> report.ok, report.findings[0].code
    (False, 'CFDI40999')
    """
    data, name = (
        (source.xml, source.source)
        if isinstance(source, Document)
        else load(source, max_bytes=max_bytes)
    )
    try:
        root = parse(data, max_bytes=max_bytes, source=name)
        require_cfdi40(root, name)
    except CfdiReadError as error:
        return _unreadable(error, name)
    comprobante, deviations = walk(root, facets=True)
    return Report(
        source=name,
        findings=tuple(_finding(each) for each in deviations),
        not_evaluated=(*_unmodelled(comprobante), *_NOT_YET),
    )


def _unreadable(error: CfdiReadError, name: str | None) -> Report:
    problem = error.problems[0]
    finding = Finding(
        code=STRUCTURE,
        severity=Severity.ERROR,
        path=problem.path,
        line=problem.line,
        message=f"No es un CFDI 4.0 legible: {problem}",
        value=problem.value,
        expected=problem.expected,
    )
    everything = NotEvaluated(what="todo lo demás", reason="el documento no es un CFDI 4.0 legible")
    return Report(source=name, findings=(finding,), not_evaluated=(everything,))


def _unmodelled(comprobante: Comprobante | None) -> tuple[NotEvaluated, ...]:
    if comprobante is None:
        return ()
    reason = "complemento sin modelo: su contenido no se revisa"
    names = {each.name for each in comprobante.complemento if isinstance(each, Fragment)}
    return tuple(NotEvaluated(what=name, reason=reason) for name in sorted(names))


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
