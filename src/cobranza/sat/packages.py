"""XML packages of the descarga masiva: their documents, and what the metadata says beside them.

A package is a ZIP with one CFDI for each member, named as its UUID. Nothing is unpacked to disk.
"""

from __future__ import annotations

from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.cfdi import read
from cobranza.errors import CfdiReadError, SatError
from cobranza.sat._archive import Limits, Member, Source, open_source, open_zip
from cobranza.sat.metadata import Metadata, latest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cobranza.cfdi import Document

__all__ = [
    "Comparison",
    "Difference",
    "Limits",
    "PackageProblem",
    "ProblemKind",
    "compare",
    "iter_package",
]

_LIMITS: Final = Limits(member_bytes=32 * 1024 * 1024)


class ProblemKind(StrEnum):
    """What is wrong with one member of a package.

    After `NAME`, and after `REPEATED` where the contents differ, the document is given all the
    same.
    """

    UNREADABLE = "unreadable"  # damaged, cut short, encrypted, or above a limit
    NOT_CFDI_40 = "not-cfdi-40"  # readable, and nothing that is a CFDI 4.0
    NAME = "name"  # not named as its UUID
    REPEATED = "repeated"  # a UUID that another member has already


@attrs.frozen(kw_only=True)
class PackageProblem:
    """One member that is not what a package should hold.

    `package` and `member` are names for people, not paths; `uuid` is that of the document, "" where
    it could not be read.

    >>> problem = PackageProblem(
    ...     package="p.zip", member="a.xml", kind=ProblemKind.UNREADABLE, detail="it is encrypted"
    ... )
    >>> print(problem)
    p.zip/a.xml: it is encrypted
    """

    package: str
    member: str
    kind: ProblemKind
    detail: str
    uuid: str = ""

    def __str__(self) -> str:
        return f"{self.package}/{self.member}: {self.detail}"


def iter_package(
    source: Source, *, limits: Limits | None = None
) -> Iterator[Document | PackageProblem]:
    """Read a package, document by document, in its own order.

    A member that cannot be read, is no CFDI 4.0, has another name than its UUID, or repeats a UUID
    is a `PackageProblem`; the others are read all the same. So are those of a package that is cut
    short, as far as they go, before the problem that says so, which has no member.
    `Document.source` is the name of the package and of the member.

    Raises:
        SatError: the file cannot be read, is no ZIP, or has too many members.

    >>> from cobranza.errors import SatError
    >>> try:
    ...     list(iter_package(b"PK"))
    ... except SatError as error:
    ...     print(error)
    2 bytes is not a readable ZIP archive: File is not a zip file
    """
    contents_of: dict[str, bytes] = {}
    with (
        open_source(source) as (name, stream),
        open_zip(name, stream, limits or _LIMITS) as archive,
    ):
        for member in archive.members:
            yield from _in_member(name, member, contents_of)
        if archive.cut:
            kind = ProblemKind.UNREADABLE
            yield PackageProblem(package=name, member="", kind=kind, detail=archive.cut)


def _in_member(
    package: str, member: Member, contents_of: dict[str, bytes]
) -> Iterator[Document | PackageProblem]:
    def problem(kind: ProblemKind, detail: str, uuid: str = "") -> PackageProblem:
        return PackageProblem(
            package=package, member=member.name, kind=kind, detail=detail, uuid=uuid
        )

    try:
        document = attrs.evolve(read(member.read()), source=f"{package}/{member.name}")
    except SatError as error:
        yield problem(ProblemKind.UNREADABLE, str(error))
        return
    except CfdiReadError as error:
        yield problem(ProblemKind.NOT_CFDI_40, str(error))
        return
    uuid = document.uuid or ""
    if member.name.upper() != f"{uuid}.XML":
        named = f"{uuid}.xml" if uuid else "a document with TimbreFiscalDigital"
        yield problem(ProblemKind.NAME, f"expected {named}", uuid)
    digest = sha256(document.xml).digest()
    known = contents_of.setdefault(uuid, digest) if uuid else digest
    if known is not digest:
        how = "the same" if known == digest else "other"
        yield problem(ProblemKind.REPEATED, f"a member before is {uuid}, with {how} contents", uuid)
    if known is digest or known != digest:
        yield document


@attrs.frozen(kw_only=True)
class Difference:
    """A fact that the metadata and the document of one UUID tell in two ways.

    `field` is that of `Metadata`; `metadata` and `document` are both values as text.
    """

    uuid: str
    field: str
    metadata: str
    document: str


@attrs.frozen(kw_only=True)
class Comparison:
    """What metadata and packages say of each other.

    `missing` are rows of the metadata without a document; the SAT does not hand out the XML of
    cancelled documents to everybody, so `missing_in_force` are those that should be there.
    `unknown` are UUIDs of documents without a row, in the order of the documents.
    """

    missing: tuple[Metadata, ...]
    unknown: tuple[str, ...]
    differences: tuple[Difference, ...]

    @property
    def missing_in_force(self) -> tuple[Metadata, ...]:
        """The missing documents that are not cancelled."""
        return tuple(row for row in self.missing if not row.cancelado)

    @property
    def complete(self) -> bool:
        """Whether every document in force is there, none is too many and no fact differs."""
        return not (self.missing_in_force or self.unknown or self.differences)


def compare(rows: Iterable[Metadata], documents: Iterable[Document]) -> Comparison:
    """Check documents against the metadata of the same request.

    Where a UUID has several rows, the one that `metadata.latest` gives counts. Documents without
    UUID are left out: no metadata can name them.

    >>> compare([], []).complete
    True
    """
    wanted = latest(rows)
    seen: dict[str, bool] = {}
    differences: list[Difference] = []
    for document in documents:
        if document.uuid is None:
            continue
        row = wanted.get(document.uuid)
        seen[document.uuid] = row is not None
        if row is not None:
            differences += _differences(row, document)
    return Comparison(
        missing=tuple(row for uuid, row in wanted.items() if uuid not in seen),
        unknown=tuple(uuid for uuid, known in seen.items() if not known),
        differences=tuple(differences),
    )


def _differences(row: Metadata, document: Document) -> Iterator[Difference]:
    comprobante = document.comprobante
    facts = {
        "rfc_emisor": comprobante.emisor.rfc.upper(),
        "rfc_receptor": comprobante.receptor.rfc.upper(),
        "fecha_emision": comprobante.fecha,
        "monto": comprobante.total,
        "efecto_comprobante": comprobante.tipo_de_comprobante,
    }
    for field, fact in facts.items():
        told = getattr(row, field)
        if told is not None and told != fact:
            yield Difference(uuid=row.uuid, field=field, metadata=str(told), document=str(fact))
