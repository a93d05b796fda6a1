"""A CFDI as received: read it, keep its bytes, write it back.

`read` is strict about XML and about what it needs to build a typed `Comprobante`, and tolerant
about the rest: judging is for `cobranza.cfdi.check`.
"""

from __future__ import annotations

import io
import os
from typing import BinaryIO

import attrs

from cobranza.cfdi._reader import read_tree
from cobranza.cfdi._xml import MAX_BYTES, Paths, XmlElement, collapsed, parse
from cobranza.cfdi.comprobante import Comprobante
from cobranza.cfdi.implocal import ImpuestosLocales
from cobranza.cfdi.pagos import Pago, Pagos
from cobranza.cfdi.timbre import TimbreFiscalDigital
from cobranza.errors import CfdiReadError, Problem

__all__ = ["Document", "Source", "read", "write"]

Source = bytes | str | os.PathLike[str] | BinaryIO
"""Where a CFDI comes from: its bytes, the path of its file, or an open binary file."""


@attrs.frozen(kw_only=True)
class Document:
    """One CFDI as received: the bytes, and the `Comprobante` read from them.

    `xml` are the bytes as they came, which is what the seal was computed over; `source` names the
    file, when there was one. `read` makes documents.
    """

    xml: bytes = attrs.field(repr=False)
    comprobante: Comprobante
    source: str | None = None

    @property
    def timbre(self) -> TimbreFiscalDigital | None:
        """The SAT stamp, the first if there are several, or None in a document not yet stamped."""
        for each in self.comprobante.complemento:
            if isinstance(each, TimbreFiscalDigital):
                return each
        return None

    @property
    def uuid(self) -> str | None:
        """The fiscal folio in upper case (SAT's documents use either), or None without stamp."""
        timbre = self.timbre
        return None if timbre is None else timbre.uuid.strip().upper()

    @property
    def pagos(self) -> tuple[Pago, ...]:
        """Every payment of the Pagos complements, in order; empty in what is not a REP."""
        return tuple(
            pago
            for each in self.comprobante.complemento
            if isinstance(each, Pagos)
            for pago in each.pago
        )

    @property
    def impuestos_locales(self) -> ImpuestosLocales | None:
        """The local taxes, or None."""
        for each in self.comprobante.complemento:
            if isinstance(each, ImpuestosLocales):
                return each
        return None


def read(source: Source, *, max_bytes: int = MAX_BYTES) -> Document:
    """Read one CFDI 4.0, stamped or not.

    Unknown complements, addendas, attributes and elements are kept. Amounts keep the scale that
    they are written with.

    Args:
        source: The XML as bytes, the path of a file, or an open binary file.
        max_bytes: The largest size that is accepted; 32 MiB unless given.

    Raises:
        CfdiReadError: What was given is no well-formed XML, has a DTD, is larger than `max_bytes`,
            is no CFDI 4.0, or cannot be typed: every problem with its path, line, value and what
            was expected.
        OSError: The file cannot be opened or read.

    >>> try:
    ...     read(b"<factura/>")
    ... except CfdiReadError as error:
    ...     print(error)
    not a readable CFDI 4.0: /factura (line 1): found 'factura', expected the root of a CFDI 4.0, \
{http://www.sat.gob.mx/cfd/4}Comprobante with Version 4.0
    """
    data, name = load(source, max_bytes=max_bytes)
    root = parse(data, max_bytes=max_bytes, source=name)
    require_cfdi40(root, name)
    comprobante = read_tree(root)
    if comprobante is None:
        # Here and not above: most programs never need it, and an import is time.
        from cobranza.cfdi._walker import walk_or_raise  # noqa: PLC0415

        comprobante = walk_or_raise(root, source=name)
    return Document(xml=data, comprobante=comprobante, source=name)


def write(comprobante: Comprobante) -> bytes:
    """Write a comprobante as UTF-8 XML, attributes and elements in SAT's order.

    Nothing is computed and nothing judged: what the model holds is what is written, amounts with
    their own scale. `read(write(c)).comprobante == c` for every `c` that `read` can give.

    Raises:
        CfdiWriteError: A value is not what its field says (a float, NaN, None where SAT requires a
            value) or XML cannot carry it; every such value is named.

    >>> from cobranza.cfdi import Comprobante, CfdiRelacionado
    >>> write(CfdiRelacionado(uuid="x"))
    Traceback (most recent call last):
        ...
    TypeError: expected a Comprobante, not CfdiRelacionado
    """
    if type(comprobante) is not Comprobante:
        raise TypeError(f"expected a Comprobante, not {type(comprobante).__name__}")
    # Here and not above: whoever only reads does without it.
    from cobranza.cfdi._writer import write_bytes  # noqa: PLC0415

    return write_bytes(comprobante)


def load(source: Source, *, max_bytes: int) -> tuple[bytes, str | None]:
    """Fetch the bytes of `source` and its name; never more than one byte past `max_bytes`."""
    if isinstance(source, bytes):
        return source, None
    if isinstance(source, str) and source.lstrip("\ufeff \t\r\n").startswith("<"):
        raise TypeError("a str is the path of a file; give XML as bytes: text.encode()")
    if isinstance(source, (str, os.PathLike)):
        with open(source, "rb") as file:  # noqa: PTH123 - also takes paths of archives (os.PathLike)
            return _read_up_to(file, max_bytes + 1), os.fspath(source)
    given: object = source
    if isinstance(given, io.TextIOBase):
        raise TypeError("the file is open in text mode; open it in binary mode")
    if not hasattr(source, "read"):
        raise TypeError(f"expected bytes, a path or a binary file, not {type(source).__name__}")
    name = getattr(source, "name", None)
    return _read_up_to(source, max_bytes + 1), name if isinstance(name, str) else None


def _read_up_to(file: BinaryIO, size: int) -> bytes:
    """Read on until the end or `size` bytes: pipes and sockets give less than what is asked."""
    parts: list[bytes] = []
    missing = size
    while missing > 0 and (part := file.read(missing)):
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def require_cfdi40(root: XmlElement, source: str | None) -> None:
    """Refuse any root but a CFDI 4.0's, naming what was found instead."""
    if root.tag == Comprobante.ELEMENT.tag and collapsed(root.get("Version", "")) == "4.0":
        return
    written = root.get("Version") or root.get("version")
    found = " ".join(filter(None, (str(root.tag), written)))
    expected = f"the root of a CFDI 4.0, {Comprobante.ELEMENT.tag} with Version 4.0"
    problem = Problem(path=Paths().of(root), line=root.sourceline, value=found, expected=expected)
    raise CfdiReadError([problem], source)
