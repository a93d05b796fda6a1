"""`verify`: is a document what its issuer sealed and SAT stamped?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cobranza.cfdi._xml import MAX_BYTES, XmlElement, parse
from cobranza.cfdi.document import Document, Source, load, require_cfdi40
from cobranza.cfdi.report import Finding, NotEvaluated, Report
from cobranza.cfdi.sello._cadena import STAMP, UnknownComplement, cadena_of
from cobranza.cfdi.sello._issuer import judge_issuer
from cobranza.cfdi.sello._moments import moment_of_issue
from cobranza.cfdi.sello._notes import Notes
from cobranza.cfdi.sello._stamp import judge_stamps
from cobranza.errors import CfdiReadError, SealError

if TYPE_CHECKING:
    from cobranza.cfdi.sello._trust import TrustStore

__all__ = ["cadena_original", "cadena_tfd", "verify"]


def verify(
    source: Document | Source, *, trust: TrustStore | None = None, max_bytes: int = MAX_BYTES
) -> Report:
    """Judge the seals of a CFDI 4.0: the issuer's, and SAT's on each stamp.

    Each finding has its own code, SAT's where SAT has one; what could not be judged is in
    `not_evaluated` under the code that it would have had. It never raises for a bad document.

    Args:
        source: A `Document`, or what `read` takes.
        trust: The authorities that are trusted, SAT's certificates for stamps and revocation
            lists. Without them the seals are compared with the certificates that come with the
            document, which anyone can make.
        max_bytes: The largest size that is accepted; 32 MiB unless given.

    Raises:
        OSError: The file cannot be opened or read.

    Source: Anexo 20; RMF 2.7.2.9, fr. I (72 hours); matriz de errores CFDI 4.0 (CFDI40102,
        CFDI40106); codes of PACs (302 to 308, 401).

    >>> report = verify(b"<factura/>")
    >>> report.ok, report.findings[0].code
    (False, 'CFDI40999')
    """
    try:
        root, name = tree_of(source, max_bytes)
    except CfdiReadError as error:
        # Here and not above: it brings every rule along.
        from cobranza.cfdi.checking import unreadable  # noqa: PLC0415

        return unreadable(error, error.source)
    findings, not_evaluated = judge(root, trust)
    return Report(source=name, findings=findings, not_evaluated=not_evaluated)


def judge(
    root: XmlElement, trust: TrustStore | None
) -> tuple[tuple[Finding, ...], tuple[NotEvaluated, ...]]:
    """Judge the seals of a tree: what was found, and what could not be judged."""
    notes = Notes()
    issued = moment_of_issue(root, notes)
    judge_issuer(root, trust, issued, notes)
    judge_stamps(root, trust, issued, notes)
    return tuple(notes.findings), tuple(notes.not_evaluated)


def cadena_original(source: Document | Source, *, max_bytes: int = MAX_BYTES) -> str:
    """Build the cadena original of a CFDI 4.0; what its seal signs are its bytes in UTF-8.

    Raises:
        CfdiReadError: What was given is no CFDI 4.0.
        SealError: The order of a complement is not known.
        OSError: The file cannot be opened or read.

    >>> cadena_original(b'<Comprobante xmlns="http://www.sat.gob.mx/cfd/4" Version="4.0"/>')
    '||4.0||||||||||'
    """
    root, name = tree_of(source, max_bytes)
    try:
        return cadena_of(root).text
    except UnknownComplement as error:
        raise unknown_complement(error, name) from None


def cadena_tfd(source: Document | Source, *, max_bytes: int = MAX_BYTES) -> str:
    """Build the cadena original of the (first) stamp of a CFDI 4.0, which SelloSAT signs.

    Raises:
        CfdiReadError: What was given is no CFDI 4.0.
        SealError: The document is not stamped.
        OSError: The file cannot be opened or read.
    """
    root, name = tree_of(source, max_bytes)
    stamp = next(root.iterfind(f"{{*}}Complemento/{STAMP}"), None)
    if stamp is None:
        where = f"{name}: " if name else ""
        raise SealError(f"{where}the document has no stamp")
    return cadena_of(stamp).text


def unknown_complement(error: UnknownComplement, name: str | None) -> SealError:
    """Say that there is no cadena without the order of a complement."""
    where = f"{name}: " if name else ""
    return SealError(f"{where}no order is known for the complement {', '.join(error.names)}")


def tree_of(source: Document | Source, max_bytes: int) -> tuple[XmlElement, str | None]:
    """Parse a CFDI 4.0 as it was received, and name its file."""
    if isinstance(source, Document):
        data, name = source.xml, source.source
        max_bytes = max(max_bytes, len(data))  # what was read once is not too large
    else:
        data, name = load(source, max_bytes=max_bytes)
    root = parse(data, max_bytes=max_bytes, source=name)
    require_cfdi40(root, name)
    return root, name
