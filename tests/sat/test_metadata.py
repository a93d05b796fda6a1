"""Metadata files: every line ends in one row or in one problem, and rows written read back."""

import io
import pickle
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import attrs
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cobranza._frozen import FrozenDict
from cobranza.errors import SatError
from cobranza.ledger.documents import DocumentState, DocumentStatus
from cobranza.sat.metadata import (
    Estatus,
    Metadata,
    MetadataProblem,
    iter_metadata,
    latest,
    read_metadata,
    statuses,
    write_metadata,
)
from tests.sat.samples import samples

at = datetime.fromisoformat  # local, without zone, as the SAT writes times
HEADER = (
    "Uuid~RfcEmisor~NombreEmisor~RfcReceptor~NombreReceptor~RfcPac~FechaEmision"
    "~FechaCertificacionSat~Monto~EfectoComprobante~Estatus~FechaCancelacion"
)
FIRST = "5FB2822E-396D-4725-8521-CDC4BDD20CCF"
SECOND = "0B9D6F0E-7F5E-4C39-8F86-3F8F0F2B6A77"
THIRD = "6C7B6D1F-2C4B-4B6E-9A53-0F1C9C3C1A01"


def line(
    uuid: str = FIRST,
    *,
    emisor: str = "ESCUELA KEMPER URGATE",
    receptor: str = "XOCHILT CASAS CHAVEZ",
    fecha: str = "2026-03-02 10:30:00",
    monto: str = "1160.00",
    efecto: str = "I",
    estatus: str = "1",
    cancelacion: str = "",
) -> str:
    return (
        f"{uuid}~EKU9003173C9~{emisor}~CACX7605101P8~{receptor}~SPR190613I52~{fecha}"
        f"~2026-03-02 10:30:05~{monto}~{efecto}~{estatus}~{cancelacion}"
    )


def file(*lines: str, end: str = "\r\n", header: str = HEADER) -> bytes:
    return "".join(each + end for each in (header, *lines)).encode()


def zipped(**members: bytes) -> bytes:
    """A ZIP; `__` in a name stands for the point."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, contents in members.items():
            archive.writestr(name.replace("__", "."), contents)
    return data.getvalue()


def rows(data: bytes) -> tuple[Metadata, ...]:
    table = read_metadata(data)
    assert table.problems == ()
    table.raise_for_problems()
    return table.rows


def problem(data: bytes) -> str:
    table = read_metadata(data)
    assert len(table.problems) == 1
    return str(table.problems[0])


class TestRows:
    def test_every_cell(self) -> None:
        [row] = rows(file(line(estatus="0", cancelacion="2026-05-31 18:00:00")))
        assert row == Metadata(
            uuid=FIRST,
            rfc_emisor="EKU9003173C9",
            nombre_emisor="ESCUELA KEMPER URGATE",
            rfc_receptor="CACX7605101P8",
            nombre_receptor="XOCHILT CASAS CHAVEZ",
            rfc_pac="SPR190613I52",
            fecha_emision=at("2026-03-02T10:30:00"),
            fecha_certificacion_sat=at("2026-03-02T10:30:05"),
            monto=Decimal("1160.00"),
            efecto_comprobante="I",
            estatus=Estatus.CANCELADO,
            fecha_cancelacion=at("2026-05-31T18:00:00"),
        )
        assert row.cancelado
        assert pickle.loads(pickle.dumps(row)) == row  # noqa: S301 - our own

    @pytest.mark.parametrize("end", ["\r\n", "\n"])
    @pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
    def test_ends_of_lines_and_bom(self, end: str, bom: bytes) -> None:
        data = bom + file(line(), "", line(SECOND), end=end)
        assert [row.uuid for row in rows(data)] == [FIRST, SECOND]
        assert rows(data.rstrip()) == rows(data)

    @pytest.mark.parametrize("end", ["\r\n", "\n"])
    @pytest.mark.parametrize(
        ("name", "read"),
        [
            ("JUAN\nPEREZ", "JUAN PEREZ"),
            ("JUAN\r\nPEREZ", "JUAN PEREZ"),
            ('"JUAN\n"', '"JUAN "'),
            ("\n\nJUAN\n", "JUAN"),
            ("JUAN~PEREZ", "JUAN~PEREZ"),
            ("JU~AN\nPER~EZ", "JU~AN PER~EZ"),
            ("\"JUAN\", 'PEREZ'", "\"JUAN\", 'PEREZ'"),
        ],
    )
    def test_names_with_anything_in_them(self, end: str, name: str, read: str) -> None:
        data = file(line(receptor=name), line(SECOND, emisor=name), line(THIRD), end=end)
        first, second, third = rows(data)
        assert (first.nombre_receptor, second.nombre_emisor) == (read, read)
        assert third.uuid == THIRD

    def test_windows_1252_in_one_row(self) -> None:
        data = file(line(emisor="PEÑA"), line(SECOND)).replace("Ñ".encode(), b"\xd1")
        data += line(THIRD, emisor="CIGÜEÑA").encode()
        assert [row.nombre_emisor for row in rows(data)] == [
            "PEÑA",
            "ESCUELA KEMPER URGATE",
            "CIGÜEÑA",
        ]

    def test_other_words_and_columns(self) -> None:
        header = (
            "UUID~Estatus~EfectoComprobante~FechaEmision~RfcReceptor~RfcEmisor~PacCertifico"
            "~MontoTotal~MontoOriginal"
        )
        cells = "~cancelado~Nómina~2026-03-02T10:30:00.5~cacx7605101p8~EKU9003173C9~~~7"
        [row] = rows(file(FIRST.lower() + cells, header=header))
        assert (row.estatus, row.efecto_comprobante, row.monto) == (Estatus.CANCELADO, "N", None)
        assert row.otros == {"MontoOriginal": "7"}
        assert rows(write_metadata([row])) == (row,)

    @pytest.mark.parametrize("sample", range(4))
    def test_public_samples(self, sample: int) -> None:
        """Source: fixtures of phpcfdi/sat-ws-descarga-masiva and of other public programs."""
        path = samples("metadata_txt")[sample]
        found = read_metadata(path)
        assert found.problems == ()
        assert len(found.rows) == [2, 5, 2, 4][sample]
        assert rows(write_metadata(found.rows)) == found.rows
        if b"\r\n" in path.read_bytes():
            assert write_metadata(found.rows) == path.read_bytes() + b"\r\n"


class TestProblems:
    @pytest.mark.parametrize(
        ("broken", "message"),
        [
            (line("x" * 36), "Uuid is 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', expected a UUID"),
            (line(fecha="2026-02-30 10:30:00"), "FechaEmision is '2026-02-30 10:30:00', expected"),
            (line(fecha="02/03/2026"), "FechaEmision is '02/03/2026', expected a time such as"),
            (line(monto="1,160.00"), "Monto is '1,160.00', expected a plain decimal"),
            (line(monto="-1"), "Monto is '-1', expected a plain decimal such as 1234.50, 0 or"),
            (line(efecto="R"), "EfectoComprobante is 'R', expected I, E, T, N or P"),
            (line(estatus="2"), "Estatus is '2', expected 1 (vigente) or 0 (cancelado)"),
            (
                line(cancelacion="2026-05-31 18:00:00"),
                "FechaCancelacion is '2026-05-31 18:00:00', expected nothing, because Estatus is",
            ),
            (line().replace("EKU9003173C9", "EKU"), "RfcEmisor is 'EKU', expected an RFC such as"),
            (FIRST + "~EKU9003173C9", "the row is '2 cells', expected 12 cells"),
            (line(receptor="~" * 9), "the row is '21 cells', expected 12 cells"),
        ],
    )
    def test_a_row_that_does_not_fit(self, broken: str, message: str) -> None:
        data = file(line(SECOND), broken, line(THIRD))
        table = read_metadata(data)
        assert [row.uuid for row in table.rows] == [SECOND, THIRD]
        [found] = table.problems
        assert message in str(found)
        assert str(found).startswith(f"{len(data)} bytes, line 3: ")
        assert found.text == broken
        with pytest.raises(SatError, match="line 3: "):
            table.raise_for_problems()

    def test_several(self) -> None:
        table = read_metadata(file(line(efecto="R"), line(SECOND, efecto="S")))
        with pytest.raises(SatError, match=r"EfectoComprobante is 'R'.*, and 1 more"):
            table.raise_for_problems()

    def test_a_row_that_two_names_can_share(self) -> None:
        header = HEADER.replace("~RfcReceptor", "~NombreACuentaTerceros~RfcReceptor")
        cells = line(emisor="UNO~DOS~TRES")
        assert "expected 13 cells" in problem(file(cells, header=header))

    def test_rubbish_after_a_row(self) -> None:
        table = read_metadata(file(line(), "rubbish", "more of it", line(SECOND)))
        assert [row.uuid for row in table.rows] == [FIRST, SECOND]
        assert [(each.line, each.text) for each in table.problems] == [(3, "rubbish\r\nmore of it")]

    def test_a_row_cut_short_at_the_end(self) -> None:
        table = read_metadata(file(line(), line(SECOND))[:-40])
        assert [row.uuid for row in table.rows] == [FIRST]
        assert [each.line for each in table.problems] == [3]

    @pytest.mark.parametrize(
        ("data", "message"),
        [
            (b"", "0 bytes, line 1: '' has no column Uuid, expected names such as Uuid~RfcEmisor"),
            (b"<html>", "line 1: '<html>' has no column Uuid"),
            (file().replace(b"~Monto~", b"~Uuid~"), "line 1: two columns 'Uuid', expected one"),
            (file(header="Uuid~RfcACuentaTerceros~NombreACuentaTerceros"), "no column RfcEmisor"),
            (HEADER.encode("utf-16"), "is in UTF-16, expected UTF-8 or Windows-1252"),
            (zipped(a__xml=b"<a/>"), "holds no metadata, expected a member that ends in .txt"),
            (zipped(a__txt=file())[:20], "is not a readable ZIP archive"),
        ],
        ids=range(7),  # a ZIP has the time in it, and workers must collect the same names
    )
    def test_a_file_that_is_none(self, data: bytes, message: str) -> None:
        with pytest.raises(SatError) as error:
            list(iter_metadata(data))
        assert message in str(error.value)

    def test_a_file_that_does_not_exist(self, tmp_path: Path) -> None:
        with pytest.raises(SatError, match=r"no\.txt cannot be read: No such file"):
            list(iter_metadata(tmp_path / "no.txt"))

    def test_memory_is_bounded_by_lines_that_never_end(self) -> None:
        data = file() + b"x" * 200_000 + b"\r\n" + file(line()).partition(b"\n")[2]
        table = read_metadata(data)
        assert [row.uuid for row in table.rows] == [FIRST]
        assert sum(len(each.text) for each in table.problems) == 200_000
        assert max(len(each.text) for each in table.problems) <= 32 * 16 * 1024


class TestZip:
    def test_third_parties(self) -> None:
        data = zipped(
            X_01__txt=file(line(), line(SECOND)),
            X_tercero__txt=(
                "Uuid~RfcACuentaTerceros~NombreACuentaTerceros\r\n"
                f"{SECOND.lower()}~URE180429TM6~UNIVERSIDAD\r\n"
                f"{SECOND}~URE180429TM6~UNIVERSIDAD\r\n"
            ).encode(),
        )
        first, second = rows(data)
        assert (first.rfc_a_cuenta_terceros, second.rfc_a_cuenta_terceros) == ("", "URE180429TM6")
        assert second.nombre_a_cuenta_terceros == "UNIVERSIDAD"
        assert rows(write_metadata([first, second])) == (first, second)

    def test_third_parties_of_nobody_are_not_lost(self) -> None:
        header = "Uuid~RfcACuentaTerceros~NombreACuentaTerceros"
        table = read_metadata(
            zipped(
                X_tercero__txt=file(
                    f"{FIRST}~URE180429TM6~A",
                    f"{FIRST}~XIA190128J61~B",
                    f"{THIRD}~URE180429TM6~C",
                    f"{SECOND}~URE~D",
                    header=header,
                ),
                X_01__txt=file(line()),
            )
        )
        assert [row.nombre_a_cuenta_terceros for row in table.rows] == ["A"]
        told = [(each.line, each.column, each.value) for each in table.problems]
        assert told == [(3, "Uuid", FIRST), (5, "RfcACuentaTerceros", "URE"), (4, "Uuid", THIRD)]

    def test_a_damaged_member_loses_only_its_rest(self) -> None:
        many = file(*(line(f"{number:08X}{FIRST[8:]}") for number in range(2000)))
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w") as archive:  # stored: bytes can be changed in place
            archive.writestr("a.txt", many)
            archive.writestr("b_tercero.txt", b"Uuid~RfcACuentaTerceros~NombreACuentaTerceros")
            archive.writestr("c.txt", file(line(SECOND)))
        broken = data.getvalue().replace(b"000007CF-", b"000007CX-", 1)
        broken = broken.replace(b"NombreACuentaTerceros", b"NombreACuentaTercerox", 1)
        table = read_metadata(broken)
        assert len(table.rows) > 1000
        assert table.rows[-1].uuid == SECOND
        [of_terceros, of_rows] = [each for each in table.problems if not each.text]
        assert of_terceros.file.endswith("b_tercero.txt")
        assert (of_rows.file, of_rows.column) == (f"{len(broken)} bytes/a.txt", "")
        assert "the member is damaged: Bad CRC-32" in of_rows.value
        assert of_rows.line > 1000

    def test_a_zip_cut_short_loses_only_its_rest(self) -> None:
        many = file(*(line(f"{number:08X}{FIRST[8:]}") for number in range(2000)))
        whole = zipped(X_01__txt=many)
        table = read_metadata(whole[: len(whole) // 2])
        assert len(table.rows) > 500
        assert [row.uuid for row in table.rows] == [
            f"{number:08X}{FIRST[8:]}" for number in range(len(table.rows))
        ]
        assert [each.value for each in table.problems[-2:]] == [
            "the member is cut short",
            "the ZIP has no end (File is not a zip file): what followed its member 1 is lost",
        ]

    def test_a_header_that_names_nothing_is_told_of_its_member(self) -> None:
        data = zipped(a__txt=b"nothing", b__txt=file(line()))
        assert [row.uuid for row in read_metadata(data).rows] == [FIRST]
        assert "a.txt, line 1: the row is" in problem(data)

    def test_from_disk(self, tmp_path: Path) -> None:
        path = tmp_path / "m.zip"
        path.write_bytes(zipped(X_01__txt=file(line(), line(SECOND, efecto="R"))))
        bare = tmp_path / "m.txt"
        bare.write_bytes(file(line(THIRD)))
        table = read_metadata(str(path), bare)
        assert [row.uuid for row in table.rows] == [FIRST, THIRD]
        assert table.problems[0].file == f"{path}/X_01.txt"


class TestStatuses:
    def test_cancelled_wins_and_then_the_later(self) -> None:
        [in_force, cancelled] = rows(
            file(line(), line(estatus="0", cancelacion="2026-05-31 18:00:00"))
        )
        again = attrs.evolve(cancelled, fecha_cancelacion=None)
        renamed = attrs.evolve(in_force, nombre_emisor="OTRO")
        assert latest([in_force, cancelled]) == {FIRST: cancelled}
        assert latest([cancelled, in_force]) == {FIRST: cancelled}
        assert latest([in_force, renamed]) == {FIRST: renamed}
        assert latest([cancelled, again]) == {FIRST: again}

    def test_what_the_ledger_takes(self) -> None:
        table = read_metadata(
            file(
                line(),
                line(SECOND, estatus="0", cancelacion="2026-05-31 18:00:00"),
                line(THIRD, estatus="0"),
            )
        )
        assert table.statuses() == statuses(table.rows)
        assert table.statuses() == {
            FIRST: DocumentStatus(state=DocumentState.IN_FORCE),
            SECOND: DocumentStatus(state=DocumentState.CANCELLED, cancelled_on=date(2026, 5, 31)),
            THIRD: DocumentStatus(state=DocumentState.CANCELLED),
        }


NAMES = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=40).map(
    lambda name: " ".join(name.split())
)
TIMES = st.datetimes(at("2014-01-01"), at("2030-01-01")).map(
    lambda moment: moment.replace(microsecond=0)
)
RFCS = st.sampled_from(["EKU9003173C9", "CACX7605101P8", "XAXX010101000", "Ñ&A010101AAA"])


@st.composite
def metadata(draw: st.DrawFn) -> Metadata:
    cancelled = draw(st.booleans())
    return Metadata(
        uuid=str(draw(st.uuids())).upper(),
        rfc_emisor=draw(RFCS),
        nombre_emisor=draw(NAMES),
        rfc_receptor=draw(RFCS),
        nombre_receptor=draw(NAMES),
        rfc_pac=draw(RFCS | st.just("")),
        fecha_emision=draw(TIMES),
        fecha_certificacion_sat=draw(st.none() | TIMES),
        monto=draw(st.none() | st.decimals(0, 10**12, places=2)),
        efecto_comprobante=draw(st.sampled_from("IETNP")),
        estatus=Estatus.CANCELADO if cancelled else Estatus.VIGENTE,
        fecha_cancelacion=draw(TIMES) if cancelled else None,
        rfc_a_cuenta_terceros=draw(RFCS | st.just("")),
        nombre_a_cuenta_terceros=draw(NAMES),
    )


class TestWriting:
    @pytest.mark.property
    @given(st.lists(metadata(), max_size=4))
    def test_what_is_written_reads_back(self, drawn: list[Metadata]) -> None:
        try:
            written = write_metadata(drawn)
        except SatError as error:
            assert "~" in str(error)  # noqa: PT017 - names with separators, in ways without one reading
            return
        assert rows(written) == tuple(drawn)
        assert rows(zipped(X_01__txt=written)) == tuple(drawn)

    @pytest.mark.parametrize(
        "changes",
        [
            {"nombre_emisor": "DOS\nLINEAS"},
            {"nombre_emisor": "UNA\r"},
            {"nombre_emisor": " BLANCOS "},
            {"nombre_receptor": "A~CACX7605101P8~B"},
            {"rfc_emisor": "EKU"},
            {"estatus": Estatus.CANCELADO, "otros": FrozenDict({"Otra": "a~b"})},
        ],
    )
    def test_what_cannot_be_carried(self, changes: dict[str, object]) -> None:
        row = attrs.evolve(rows(file(line()))[0], **changes)  # type: ignore[arg-type]
        with pytest.raises(SatError, match=f"row 2, {FIRST}: .*, expected cells that read back"):
            write_metadata([rows(file(line()))[0], row])


class TestNothingIsLost:
    @pytest.mark.property
    @given(
        st.lists(
            st.sampled_from([line(), line(SECOND, receptor="A\nB"), line(THIRD, efecto="R")])
            | st.text("~\n\r1aÑ-", max_size=30),
            max_size=8,
        ),
        st.sampled_from(["\r\n", "\n"]),
    )
    @example(lines=[line(), "~", line(SECOND)], end="\n")
    def test_every_line_is_a_row_or_in_a_problem(self, lines: list[str], end: str) -> None:
        table = read_metadata(file(*lines, end=end))
        assert [row.uuid for row in table.rows].count(FIRST) == lines.count(line())
        told = "".join(each.text for each in table.problems)
        for each in lines:
            if each.strip() and not each.startswith((FIRST, SECOND)):
                assert each.strip() in told

    @pytest.mark.property
    @given(st.binary(max_size=300))
    def test_any_bytes(self, data: bytes) -> None:
        for each in iter_metadata(file() + data):
            assert isinstance(each, Metadata | MetadataProblem)
            assert str(each)
