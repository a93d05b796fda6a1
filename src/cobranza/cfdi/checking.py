"""`check`: is one document right? Structure, catalogs, and every rule of SAT's that it can show.

Structure is judged by the slim schema and, when that refuses a document, explained under SAT's
code for structure, CFDI40999. Then every rule in force on the document's Fecha is judged. What
cannot be judged is reported as not evaluated, never as passed.
"""

from __future__ import annotations

import functools
import os
from typing import TYPE_CHECKING, cast

import attrs
from lxml import etree

from cobranza.cfdi._reader import read_tree
from cobranza.cfdi._spec import Fragment
from cobranza.cfdi._structure import STRUCTURE, schema_finding, structure_findings
from cobranza.cfdi._walker import walk
from cobranza.cfdi._xml import MAX_BYTES, NAMESPACES, XmlElement, parse
from cobranza.cfdi.document import Document, Source, load, require_cfdi40
from cobranza.cfdi.official import official_schemas
from cobranza.cfdi.report import Finding, NotEvaluated, Report, Severity
from cobranza.cfdi.rules import DEFAULT, PAGOS, RULES, Lists, Profile
from cobranza.cfdi.rules._case import Case
from cobranza.cfdi.rules._rule import SEALS, START_OF_CFDI40, TAXPAYERS, TODAY
from cobranza.errors import CfdiReadError
from cobranza.money import precise

if TYPE_CHECKING:
    from datetime import date

    from cobranza.cfdi.comprobante import Comprobante
    from cobranza.cfdi.rules._rule import Judge
    from cobranza.cfdi.sello import TrustStore

__all__ = ["check"]


_HAS_BLANKS = etree.XPath("boolean(//@*[. != normalize-space(.)])")
_OF_PAGOS = frozenset(rule.code for rule in PAGOS)
_SURFACE_OF_SEALS = frozenset({"COB107", "COB108", "COB109"})
"""Rules about what a seal looks like; they give way when seals are judged."""


def check(
    source: Document | Source,
    *,
    today: date | None = None,
    lists: Lists | None = None,
    trust: TrustStore | None = None,
    profile: Profile = DEFAULT,
    schemas: str | os.PathLike[str] | None = None,
    max_bytes: int = MAX_BYTES,
) -> Report:
    """Check one document and report everything found: structure first, then rule by rule.

    It never raises for a bad document: what cannot even be parsed is a finding.

    Args:
        source: A `Document`, or what `read` takes.
        today: The day of the check; rules about the future are judged only with it.
        lists: SAT's lists, for the rules that need them.
        trust: Whom to trust (`cobranza.cfdi.sello`): the seals are judged only with it.
        profile: How much each code weighs: `DEFAULT`, `STRICT`, or your own.
        schemas: A folder with SAT's schema files, to validate with them as well.
        max_bytes: The largest size that is accepted; 32 MiB unless given.

    Raises:
        OSError: The file cannot be opened or read.
        SourceError: `schemas` holds no usable schema of CFDI 4.0.

    >>> report = check(b"<factura/>")
    >>> report.ok, report.findings[0].code
    (False, 'CFDI40999')
    """
    if isinstance(source, Document):
        document, data, name = source, source.xml, source.source
        max_bytes = max(max_bytes, len(data))  # what was read once is not too large to check
    else:
        document = None
        data, name = load(source, max_bytes=max_bytes)
    try:
        root = parse(data, max_bytes=max_bytes, source=name)
        require_cfdi40(root, name)
    except CfdiReadError as error:
        return unreadable(error, name)
    comprobante = _as_judged(root, document)
    given = lists or Lists()
    rules = _rule_findings(root, comprobante, today=today, lists=given)
    seals, unsealed = _seal_findings(root, trust)
    findings = (
        *structure_findings(root),
        *_official_findings(root, schemas),
        *(each for each in rules if trust is None or each.code not in _SURFACE_OF_SEALS),
        *seals,
    )
    weighed = (profile.apply(each) for each in findings)
    return Report(
        source=name,
        findings=tuple(each for each in weighed if each is not None),
        not_evaluated=(
            *_unmodelled(comprobante, schemas),
            *_not_evaluated(
                with_taxpayers=given.taxpayers is not None,
                with_today=today is not None,
                with_seals=trust is not None,
            ),
            *unsealed,
        ),
    )


def _as_judged(root: XmlElement, document: Document | None) -> Comprobante | None:
    """Give the model that rules judge: texts as XML Schema sees them, white space collapsed."""
    if _HAS_BLANKS(root):
        return walk(root, collapse=True)[0]
    if document is not None:
        return document.comprobante
    return read_tree(root) or walk(root)[0]


def _rule_findings(
    root: XmlElement, comprobante: Comprobante | None, *, today: date | None, lists: Lists
) -> tuple[Finding, ...]:
    if comprobante is None:
        return ()
    case = Case(comprobante, today=today, lists=lists)
    judges = _judges(
        case.day,
        with_taxpayers=lists.taxpayers is not None,
        with_today=today is not None,
        with_pagos=case.tipo == "P" or bool(case.complementos_de_pagos),
    )
    with precise():
        found = [finding for judge in judges for finding in judge(case)]
    return tuple(attrs.evolve(each, line=_line(root, each.path)) for each in found)


@functools.lru_cache(maxsize=4096)
def _judges(
    day: date, *, with_taxpayers: bool, with_today: bool, with_pagos: bool
) -> tuple[Judge, ...]:
    """Give the rules to judge on a day; documents of one day share the answer."""
    available = {TAXPAYERS: with_taxpayers, TODAY: with_today}
    return tuple(
        rule.judge
        for rule in RULES
        if rule.judge is not None
        and (with_pagos or rule.code not in _OF_PAGOS)
        and rule.in_force(day)
        and (rule.needs is None or available.get(rule.needs, False))
    )


@functools.cache
def _not_evaluated(
    *, with_taxpayers: bool, with_today: bool, with_seals: bool
) -> tuple[NotEvaluated, ...]:
    available = {TAXPAYERS: with_taxpayers, TODAY: with_today, SEALS: with_seals}
    return tuple(
        NotEvaluated(what=rule.code, reason=f"requiere {rule.needs}")
        for rule in RULES
        if rule.needs is not None and not available.get(rule.needs, False)
    )


def _line(root: XmlElement, path: str) -> int | None:
    """Find the source line of what a path points at."""
    found = root.xpath(path.partition("/@")[0], namespaces=dict(NAMESPACES))
    first = cast("list[XmlElement]", found)[:1]
    return first[0].sourceline if first else None


def _seal_findings(
    root: XmlElement, trust: TrustStore | None
) -> tuple[tuple[Finding, ...], tuple[NotEvaluated, ...]]:
    if trust is None:
        return (), ()
    # Here and not above: whoever does not ask for seals does without cryptography.
    from cobranza.cfdi.sello._verify import judge  # noqa: PLC0415

    return judge(root, trust)


def _official_findings(
    root: XmlElement, schemas: str | os.PathLike[str] | None
) -> tuple[Finding, ...]:
    if schemas is None:
        return ()
    errors = official_schemas(os.fspath(schemas)).errors(root)
    return tuple(schema_finding(line, message) for line, message in errors)


def unreadable(error: CfdiReadError, name: str | None) -> Report:
    """Report a document that is no readable CFDI 4.0."""
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


def _unmodelled(
    comprobante: Comprobante | None, schemas: str | os.PathLike[str] | None
) -> tuple[NotEvaluated, ...]:
    if comprobante is None:
        reason = "lo que falta o no es legible impide juzgarlas"
        return (NotEvaluated(what="las reglas", reason=reason),)
    if comprobante.fecha.date() < START_OF_CFDI40:
        reason = f"«Fecha» es anterior a {START_OF_CFDI40}, cuando empezaron"
        return (NotEvaluated(what="las reglas", reason=reason),)
    if schemas is not None:
        return ()
    reason = "complemento sin modelo: su contenido no se revisa"
    names = {each.name for each in comprobante.complemento if isinstance(each, Fragment)}
    return tuple(NotEvaluated(what=name, reason=reason) for name in sorted(names))
