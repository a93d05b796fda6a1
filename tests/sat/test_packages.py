"""XML packages: every member is a document or a problem, and the metadata agree or it is said."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobranza.cfdi import Document
from cobranza.errors import SatError
from cobranza.sat.metadata import Estatus, Metadata
from cobranza.sat.packages import (
    Comparison,
    Difference,
    Limits,
    PackageProblem,
    ProblemKind,
    compare,
    iter_package,
)
from tests.cfdi.documents import TIMBRE, UUID, cfdi_bytes, complemento

FIRST = UUID.upper()
SECOND = "0B9D6F0E-7F5E-4C39-8F86-3F8F0F2B6A77"
THIRD = "5FB2822E-396D-4725-8521-CDC4BDD20CCF"


def cfdi(uuid: str = FIRST, **parts: str | None) -> bytes:
    return cfdi_bytes(after=complemento(TIMBRE.replace(UUID, uuid)), **parts)


def package(members: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", compression) as archive:
        for name, contents in members.items():
            archive.writestr(name, contents)
    return data.getvalue()


def read(
    data: bytes, limits: Limits | None = None
) -> tuple[list[str | None], list[PackageProblem]]:
    found = list(iter_package(data, limits=limits))
    return (
        [each.uuid for each in found if isinstance(each, Document)],
        [each for each in found if isinstance(each, PackageProblem)],
    )


class TestMembers:
    def test_documents_in_the_order_of_the_package(self, tmp_path: Path) -> None:
        path = tmp_path / "paquete.zip"
        path.write_bytes(package({f"{SECOND}.xml": cfdi(SECOND), f"{UUID}.xml": cfdi()}))
        second, first = iter_package(path)
        assert isinstance(first, Document)
        assert isinstance(second, Document)
        assert (second.uuid, first.uuid, first.xml) == (SECOND, FIRST, cfdi())
        assert first.source == f"{path}/{UUID}.xml"

    def test_an_empty_package(self) -> None:
        assert read(package({})) == ([], [])

    def test_folders_are_no_members(self) -> None:
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w") as archive:
            archive.mkdir("carpeta")
            archive.writestr(f"{UUID}.xml", cfdi())
        assert read(data.getvalue()) == ([FIRST], [])

    @pytest.mark.parametrize(
        ("name", "shown"),
        [
            ("../../etc/cron.d/x.xml", "../../etc/cron.d/x.xml"),
            ("C:\\x.xml", "C:"),
            (f"\x1b[2J{UUID}.xml", f"\\x1b[2J{UUID}.xml"),
            (f"{SECOND}.xml", f"{SECOND}.xml"),
        ],
    )
    def test_a_name_is_a_label(self, name: str, shown: str) -> None:
        uuids, [problem] = read(package({name: cfdi()}))
        assert uuids == [FIRST]
        assert (problem.kind, problem.uuid) == (ProblemKind.NAME, FIRST)
        assert f"/{shown}" in str(problem)
        assert str(problem).endswith(f": expected {FIRST}.xml")

    def test_without_stamp(self) -> None:
        uuids, [problem] = read(package({f"{UUID}.xml": cfdi_bytes()}))
        assert uuids == [None]
        assert problem.detail == "expected a document with TimbreFiscalDigital"

    @pytest.mark.parametrize(
        ("contents", "detail"),
        [
            (b"", "not a readable CFDI 4.0: found '', expected an XML document"),
            (b"<html/>", "expected the root of a CFDI 4.0"),
            (
                b'<!DOCTYPE a [<!ENTITY x "xx">]><a>&x;</a>',
                "expected a document without DTD or entities",
            ),
            (cfdi()[:300], "expected well-formed XML"),
            (b"PK\x03\x04", "expected well-formed XML"),
        ],
    )
    def test_wrong_contents(self, contents: bytes, detail: str) -> None:
        data = package({f"{SECOND}.xml": contents, f"{UUID}.xml": cfdi()})
        uuids, [problem] = read(data)
        assert uuids == [FIRST]
        assert (problem.kind, problem.uuid) == (ProblemKind.NOT_CFDI_40, "")
        assert f"/{SECOND}.xml: " in str(problem)
        assert detail in problem.detail

    def test_the_same_again(self) -> None:
        data = package({f"{UUID}.xml": cfdi(), f"copia/{UUID}.xml": cfdi()})
        uuids, [name, repeated] = read(data)
        assert uuids == [FIRST]
        assert (name.kind, repeated.kind) == (ProblemKind.NAME, ProblemKind.REPEATED)
        assert repeated.detail == f"a member before is {FIRST}, with the same contents"

    def test_another_under_the_same_uuid(self) -> None:
        data = package({f"{UUID}.xml": cfdi(), f"{FIRST}.XML": cfdi(Total="200.00")})
        uuids, [repeated] = read(data)
        assert uuids == [FIRST, FIRST]
        assert repeated.detail == f"a member before is {FIRST}, with other contents"


class TestHostile:
    def test_a_bomb_is_refused_unopened(self) -> None:
        bomb = cfdi() + b" " * 8_000_000
        uuids, [problem] = read(package({"bomba.xml": bomb, f"{UUID}.xml": cfdi()}))
        assert uuids == [FIRST]
        assert problem.kind is ProblemKind.UNREADABLE
        assert "expected at most 100 to 1" in problem.detail

    @pytest.mark.parametrize(
        ("limits", "detail"),
        [
            (Limits(member_bytes=100), "expected at most 100"),
            (Limits(total_bytes=100), "the members before it reach the limit of 100 bytes"),
        ],
    )
    def test_limits(self, limits: Limits, detail: str) -> None:
        uuids, [problem] = read(package({f"{UUID}.xml": cfdi()}), limits)
        assert uuids == []
        assert detail in problem.detail

    def test_too_many_members(self) -> None:
        data = package({f"{number}.xml": b"" for number in range(3)})
        with pytest.raises(SatError, match="has 3 members, expected at most 2"):
            read(data, Limits(members=2))

    def test_another_compression(self) -> None:
        _, [problem] = read(package({f"{UUID}.xml": cfdi()}, zipfile.ZIP_BZIP2))
        assert problem.detail == "compression method is 12, expected stored or deflated"

    def test_encrypted(self) -> None:
        data = bytearray(package({f"{UUID}.xml": cfdi()}))
        data[data.index(b"PK\x01\x02") + 8] |= 1
        _, [problem] = read(bytes(data))
        assert problem.detail == "the member is encrypted, expected one without password"

    def test_damaged(self) -> None:
        data = package({f"{SECOND}.xml": cfdi(SECOND), f"{UUID}.xml": cfdi()}, zipfile.ZIP_STORED)
        uuids, [problem] = read(data.replace(b"ESCUELA", b"ESCUELE", 1))
        assert uuids == [FIRST]
        assert problem.kind is ProblemKind.UNREADABLE
        assert "the member is damaged: Bad CRC-32" in problem.detail

    @pytest.mark.parametrize("data", [b"", b"P", b"PK\x03\x04", b"no" * 50, package({})[:-1]])
    def test_not_even_the_beginning_of_a_package(self, data: bytes) -> None:
        with pytest.raises(SatError, match=f"{len(data)} bytes is not a readable ZIP archive: "):
            read(data)

    def test_missing(self, tmp_path: Path) -> None:
        with pytest.raises(SatError, match=r"no\.zip cannot be read: No such file"):
            list(iter_package(tmp_path / "no.zip"))


class Pipe(io.RawIOBase):
    """A file that cannot go back, so that zipfile writes sizes and sums after the contents."""

    def __init__(self) -> None:
        self.data = b""

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.data += bytes(data)
        return len(data)


def piped(members: Mapping[str, bytes]) -> bytes:
    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, contents in members.items():
            archive.writestr(name, contents)
    return pipe.data


THREE = {f"{UUID}.xml": cfdi(), f"{SECOND}.xml": cfdi(SECOND), "tres.xml": cfdi(THIRD)}


class TestCutShort:
    @pytest.mark.parametrize("write", [package, piped, partial(package, compression=0)])
    @pytest.mark.property
    @given(data=st.data())
    def test_whole_members_are_never_lost(
        self, write: Callable[[Mapping[str, bytes]], bytes], data: st.DataObject
    ) -> None:
        whole = write(THREE)
        begins = [*(each.start() for each in re.finditer(b"PK\x03\x04", whole))]
        directory = whole.index(b"PK\x01\x02")
        size = data.draw(st.integers(60, len(whole) - 1))
        uuids, problems = read(whole[:size])
        ends = [*begins[1:], directory]
        expected = [FIRST, SECOND, THIRD][: sum(end <= size for end in ends)]
        assert uuids == expected
        assert problems[-1].member == ""
        assert "the ZIP has no end (" in problems[-1].detail
        in_the_middle = size < directory and any(
            a + 120 < size < b for a, b in zip(begins, ends, strict=True)
        )
        assert (
            ProblemKind.UNREADABLE in {each.kind for each in problems[:-1]}
        ) or not in_the_middle

    def test_what_it_says(self) -> None:
        whole = package(THREE)
        middle = whole.index(b"PK\x03\x04", 100) + 200
        _, [member, archive] = read(whole[:middle])
        assert str(member) == f"{middle} bytes/{SECOND}.xml: the member is cut short"
        assert archive.detail == (
            "the ZIP has no end (File is not a zip file): what followed its member 2 is lost"
        )

    def test_damage_ends_the_search(self) -> None:
        whole = package({"uno.xml": cfdi() * 9} | THREE)[:-30]
        broken = whole[:60] + b"\xff" * 20 + whole[80:]
        uuids, [member, _] = read(broken)
        assert uuids == []
        assert member.detail.startswith("the member is damaged: ")

    def test_sums_are_checked(self) -> None:
        whole = package(THREE, zipfile.ZIP_STORED)[:-30].replace(b"ESCUELA", b"ESCUELE", 1)
        _, [member, _] = read(whole)
        assert member.detail == "the member is damaged: bad CRC-32"

    def test_limits_hold(self) -> None:
        bomb = package({"bomba.xml": b" " * 8_000_000} | THREE)[:-30]
        _, [member, _] = read(bomb, Limits(member_bytes=4_000_000))
        assert "expected at most 4000000" in member.detail
        _, problems = read(bomb)
        assert "expected at most 100 to 1" in problems[0].detail
        with pytest.raises(SatError, match="has 3 members, expected at most 2"):
            read(package(THREE)[:-30], Limits(members=2))

    def test_names_are_labels(self) -> None:
        _, problems = read(package({"../Ñ\x1b.xml": cfdi()})[:-30])
        assert problems[0].member == "../Ñ\\x1b.xml"


ROW = Metadata(
    uuid=FIRST,
    rfc_emisor="EKU9003173C9",
    rfc_receptor="URE180429TM6",
    fecha_emision=datetime.fromisoformat("2026-01-31T12:00:00"),
    monto=Decimal(100),
    efecto_comprobante="I",
    estatus=Estatus.VIGENTE,
)


def documents(*contents: bytes) -> list[Document]:
    data = package({f"{number}.xml": each for number, each in enumerate(contents)})
    return [each for each in iter_package(data) if isinstance(each, Document)]


class TestCompare:
    def test_agreement(self) -> None:
        found = compare([ROW], documents(cfdi(), cfdi_bytes()))
        assert found == Comparison(missing=(), unknown=(), differences=())
        assert found.complete

    def test_what_is_missing_on_either_side(self) -> None:
        absent = attrs.evolve(ROW, uuid=SECOND)
        found = compare([absent], documents(cfdi()))
        assert (found.missing, found.missing_in_force) == ((absent,), (absent,))
        assert found.unknown == (FIRST,)
        assert not found.complete

    def test_a_cancelled_document_may_be_missing(self) -> None:
        cancelled = attrs.evolve(ROW, estatus=Estatus.CANCELADO)
        found = compare([cancelled, ROW], [])
        assert (found.missing, found.missing_in_force) == ((cancelled,), ())
        assert found.complete

    def test_facts_that_differ(self) -> None:
        told = attrs.evolve(ROW, monto=Decimal("99.99"), rfc_receptor="XIA190128J61")
        found = compare([told], documents(cfdi()))
        assert found.differences == (
            Difference(
                uuid=FIRST,
                field="rfc_receptor",
                metadata="XIA190128J61",
                document="URE180429TM6",
            ),
            Difference(uuid=FIRST, field="monto", metadata="99.99", document="100.00"),
        )
        assert not found.complete

    def test_what_the_metadata_do_not_tell_does_not_differ(self) -> None:
        assert compare([attrs.evolve(ROW, monto=None)], documents(cfdi())).complete
