"""Lists of taxpayers: every layout since 2018, dates, look-up, and cells that cannot be read."""

import pickle
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobranza.cfdi import Document, read
from cobranza.errors import SatError
from cobranza.sat.lists import (
    Listado69B,
    Medio,
    Publicacion69B,
    Situacion,
    read_69,
    read_69b,
)
from tests.cfdi.documents import cfdi_bytes
from tests.sat.samples import samples

PRESUNTO, DESVIRTUADO, DEFINITIVO, SENTENCIA = Situacion
FIRST = "Información actualizada al 31 de mayo de 2026; los listados a que se hace mención,,,"
TITLE = "Listado completo de contribuyentes (Artículo 69-B del CFF),,,"
OFICIOS = ("de presunción", "de contribuyentes que desvirtuaron", "de definitivos")
HEADER_2022 = "No,RFC,Nombre del Contribuyente,Situación del contribuyente," + ",".join(
    f"Número y fecha de oficio global {oficio} SAT,Publicación página SAT {plural},"
    f"Número y fecha de oficio global {oficio} DOF,Publicación DOF {plural}"
    for oficio, plural in zip(
        (*OFICIOS, "de sentencia favorable"),
        ("presuntos", "desvirtuados", "definitivos", "sentencia favorable"),
        strict=True,
    )
)
HEADER_2018 = (
    "No,RFC,Nombre del Contribuyente,Situación del contribuyente,"
    "Número y fecha de oficio global de presunción,Publicación página SAT presuntos,"
    "Número y fecha de oficio global de presunción,Publicación DOF presuntos,"
    "Publicación página SAT desvirtuados,"
    "Número y fecha de oficio global de contribuyentes que desvirtuaron,"
    "Publicación DOF desvirtuados,Número y fecha de oficio global de definitivos,"
    "Publicación página SAT definitivos,Publicación DOF definitivos,"
    "Número y fecha de oficio global de sentencia favorable,"
    "Publicación página SAT sentencia favorable,"
    "Número y fecha de oficio global de sentencia favorable,"
    "Publicación DOF sentencia favorable"
)
NAME = '"ESCUELA KEMPER URGATE, S.A. DE C.V."'


def csv(*lines: str, header: str = HEADER_2022, encoding: str = "cp1252") -> bytes:
    return "".join(f"{each}\r\n" for each in (FIRST, TITLE, header, *lines)).encode(encoding)


def published(day: str, situacion: Situacion, medio: Medio, oficio: str) -> Publicacion69B:
    return Publicacion69B(date.fromisoformat(day), situacion, medio, oficio)


ROW_2022 = (
    f"1,EKU9003173C9,{NAME},Definitivo,p sat,01/06/2018,p dof,25/06/2018,,,,,"
    "d sat,28/09/2018,d dof,23/10/2018,,,,"
)


@pytest.fixture
def listado() -> Listado69B:
    return read_69b(csv(ROW_2022))


class TestLayouts:
    def test_of_2022(self, listado: Listado69B) -> None:
        assert (len(listado), listado.actualizado, listado.problems) == (1, date(2026, 5, 31), ())
        listado.raise_for_problems()
        [found] = listado.contribuyentes
        assert found.nombre == "ESCUELA KEMPER URGATE, S.A. DE C.V."
        assert found.publicaciones == (
            published("2018-06-01", PRESUNTO, Medio.SAT, "p sat"),
            published("2018-06-25", PRESUNTO, Medio.DOF, "p dof"),
            published("2018-09-28", DEFINITIVO, Medio.SAT, "d sat"),
            published("2018-10-23", DEFINITIVO, Medio.DOF, "d dof"),
        )

    def test_of_2018(self) -> None:
        row = (
            f"1,EKU9003173C9,{NAME},Desvirtuado,p1,1/6/2018,p2,25/6/2018,5/03/19,d1,16/04/19,"
            "d2,28/09/18,,s1,,s2,"
        )
        [found] = read_69b(csv(row, header=HEADER_2018)).contribuyentes
        assert found.publicaciones == (
            published("2018-06-01", PRESUNTO, Medio.SAT, "p1"),
            published("2018-06-25", PRESUNTO, Medio.DOF, "p2"),
            published("2018-09-28", DEFINITIVO, Medio.SAT, "d2"),
            published("2019-03-05", DESVIRTUADO, Medio.SAT, "d1"),
            published("2019-04-16", DESVIRTUADO, Medio.DOF, "d1"),
        )

    def test_of_one_situation_with_columns_without_name(self) -> None:
        header = "No.,RFC,Nombre del Contribuyente,Situación del contribuyente"
        header += ",Publicación página SAT presuntos,,,"
        row = "1,EKU9003173C9,X,Presunto,01/06/2018,,,"
        [found] = read_69b(csv(row, header=header)).contribuyentes
        assert found.publicaciones == (published("2018-06-01", PRESUNTO, Medio.SAT, ""),)

    def test_without_name_or_dates(self) -> None:
        header = "RFC,Situación del contribuyente"
        [found] = read_69b(csv("EKU9003173C9,Presunto", header=header)).contribuyentes
        assert (found.nombre, found.publicaciones) == ("", ())
        assert found.on(date(2000, 1, 1)) is PRESUNTO

    @pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig"])
    def test_encodings(self, encoding: str) -> None:
        row = ROW_2022.replace("KEMPER", "PEÑA").replace("EKU9", "ÑKU9")
        listado = read_69b(csv(row, encoding=encoding))
        found = listado.find("ñku9003173c9")
        assert found is not None
        assert found.nombre.startswith("ESCUELA PEÑA")
        assert listado.actualizado == date(2026, 5, 31)

    def test_text_that_was_decoded_wrongly(self, listado: Listado69B) -> None:
        """Source: a public copy in which every accented letter became `ï¿½`."""
        data = csv(ROW_2022).decode("cp1252")
        for letter in "áéíóú":
            data = data.replace(letter, "ï¿½")
        assert read_69b(data.encode()).contribuyentes == listado.contribuyentes
        assert read_69b(data.encode()).actualizado == listado.actualizado

    def test_bytes_without_a_letter_and_line_breaks_in_cells(self) -> None:
        row = ROW_2022.replace("KEMPER URGATE, ", "KEMPER§, \r\n ")
        data = csv(row).replace("§".encode("cp1252"), b"\x8d")
        [found] = read_69b(data).contribuyentes
        assert found.nombre == "ESCUELA KEMPER\ufffd, S.A. DE C.V."

    def test_fillers_are_no_rows(self) -> None:
        assert len(read_69b(csv(ROW_2022, ",,,,", "", ROW_2022))) == 2

    @pytest.mark.parametrize(
        "first",
        [
            "Información actualizada al 31 de febrero de 2026",
            "al 31 de mayo",
            "actualizada al 1 de germinal de 2026",
        ],
    )
    def test_a_list_without_its_day(self, first: str) -> None:
        data = csv(ROW_2022).replace(FIRST.encode("cp1252"), first.encode("cp1252"))
        assert read_69b(data).actualizado is None

    @pytest.mark.parametrize("sample", range(5))
    def test_public_samples(self, sample: int) -> None:
        """Source: copies of the SAT's list in public repositories, cut to some rows."""
        listado = read_69b(samples("lista_69b")[sample])
        assert (listado.actualizado, len(listado)) == [
            (date(2020, 6, 18), 37),
            (date(2018, 12, 5), 37),
            (date(2020, 8, 17), 37),
            (date(2022, 7, 31), 37),
            (date(2024, 3, 31), 3),
        ][sample]
        assert listado.problems == ()
        for each in listado.contribuyentes:
            assert each.publicaciones
            last = each.publicaciones[-1].fecha
            # A list of 2018 has a sentence that it does not date.
            assert each.on(last) in {each.situacion, DEFINITIVO}
            assert each.on(each.publicaciones[0].fecha - timedelta(days=1)) is None


class TestLookUp:
    @pytest.mark.parametrize(
        ("day", "situacion"),
        [
            ("2018-05-31", None),
            ("2018-06-01", PRESUNTO),
            ("2018-09-27", PRESUNTO),
            ("2018-09-28", DEFINITIVO),
            ("2026-05-30", DEFINITIVO),
            ("2027-01-01", DEFINITIVO),
        ],
    )
    def test_on_a_day(self, listado: Listado69B, day: str, situacion: Situacion | None) -> None:
        on = date.fromisoformat(day)
        assert listado.situacion(" eku9003173c9 ", on=on) is situacion
        assert listado.situacion("CACX7605101P8", on=on) is None

    def test_a_situation_that_the_list_does_not_date(self) -> None:
        listado = read_69b(csv(ROW_2022.replace("Definitivo", "Sentencia Favorable")))
        assert listado.situacion("EKU9003173C9", on=date(2026, 5, 30)) is DEFINITIVO
        assert listado.situacion("EKU9003173C9", on=date(2026, 5, 31)) is SENTENCIA

    def test_a_taxpayer_in_several_rows(self) -> None:
        again = (
            f"2,EKU9003173C9,{NAME},Sentencia Favorable,p sat,01/06/2018,,,,,,,,,,,s,02/02/2020,,"
        )
        listado = read_69b(csv(ROW_2022, again))
        found = listado.find("EKU9003173C9")
        assert found is not None
        assert (len(listado), len(found.publicaciones)) == (2, 5)
        assert found.situacion is SENTENCIA
        assert listado.situacion("EKU9003173C9", on=date(2019, 1, 1)) is DEFINITIVO

    def test_what_the_sat_took_out(self) -> None:
        suppressed = ROW_2022.replace("EKU9003173C9", "XXXXXXXXXXXX")
        listado = read_69b(csv(suppressed, suppressed))
        assert [each.suprimido for each in listado.contribuyentes] == [True, True]
        assert listado.find("XXXXXXXXXXXX") is None

    def test_several_days_in_a_cell(self) -> None:
        listado = read_69b(csv(ROW_2022.replace("25/06/2018", "25/06/2018 - 03/07/2018")))
        assert [each.fecha.day for each in listado.contribuyentes[0].publicaciones] == [
            *(1, 25, 3),
            *(28, 23),
        ]

    def test_it_travels(self, listado: Listado69B) -> None:
        copy = pickle.loads(pickle.dumps(listado))  # noqa: S301 - our own
        assert copy == listado
        assert copy.find("EKU9003173C9") == listado.find("EKU9003173C9")

    @pytest.mark.property
    @given(
        st.lists(
            st.tuples(
                st.sampled_from([5, 7, 9, 11, 13, 15, 17, 19]),
                st.dates(date(2014, 1, 1), date(2026, 5, 31)),
            ),
            min_size=1,
            unique_by=lambda each: each[0],
        ),
        st.dates(date(2013, 1, 1), date(2026, 5, 30)),
    )
    def test_the_last_publication_counts(self, cells: list[tuple[int, date]], day: date) -> None:
        row = ["1", "EKU9003173C9", "X", "Definitivo", *[""] * 16]
        for place, published_on in cells:
            row[place] = f"{published_on:%d/%m/%Y}"
        listado = read_69b(csv(",".join(row)))
        by_then = [(on, (place - 4) // 4) for place, on in cells if on <= day]
        expected = tuple(Situacion)[max(by_then)[1]] if by_then else None
        assert listado.situacion("EKU9003173C9", on=day) is expected


class TestFlags:
    @pytest.fixture
    def document(self) -> Document:
        return read(cfdi_bytes())  # EKU9003173C9 to URE180429TM6, on 2026-01-31

    def test_issuers_and_receivers(self, listado: Listado69B, document: Document) -> None:
        [flag] = listado.flag([document])
        assert (flag.role, flag.situacion, flag.document) == ("emisor", DEFINITIVO, document)
        assert flag.contribuyente == listado.find("EKU9003173C9")
        receptor = read_69b(csv(ROW_2022.replace("EKU9003173C9", "URE180429TM6")))
        assert [each.role for each in receptor.flag([document])] == ["receptor"]

    def test_on_another_day(self, listado: Listado69B, document: Document) -> None:
        assert list(listado.flag([document], on=date(2018, 5, 31))) == []
        [flag] = listado.flag([document], on=date(2018, 6, 1))
        assert flag.situacion is PRESUNTO


class TestProblems:
    @pytest.mark.parametrize(
        ("change", "message", "rows"),
        [
            (("EKU9003173C9", "EKU"), "line 4: RFC is 'EKU', expected an RFC such as", 0),
            (
                ("Definitivo", "Otra"),
                "line 4: Situación del contribuyente is 'Otra', expected one of Presunto, Desv",
                0,
            ),
            (
                ("25/06/2018", "31/06/2018"),
                "line 4: Publicación DOF presuntos is '31/06/2018', expected days such as",
                1,
            ),
            (("25/06/2018", "pendiente"), "is 'pendiente', expected days such as", 1),
        ],
    )
    def test_a_cell(self, change: tuple[str, str], message: str, rows: int) -> None:
        listado = read_69b(csv(ROW_2022.replace(*change)))
        [problem] = listado.problems
        assert message in str(problem)
        assert (problem.lost, len(listado)) == (rows == 0, rows)
        with pytest.raises(SatError, match="line 4: "):
            listado.raise_for_problems()
        if rows:
            assert len(listado.contribuyentes[0].publicaciones) == 3

    def test_several(self) -> None:
        listado = read_69b(csv(ROW_2022.replace("EKU9", "E"), ROW_2022.replace("Definitivo", "")))
        with pytest.raises(SatError, match=r"line 4: RFC is .*, and 1 more"):
            listado.raise_for_problems()

    @pytest.mark.parametrize(
        ("data", "message"),
        [
            (b"", "0 bytes has no row of column names near its beginning, expected RFC and Sit"),
            (b"<html>\r\n" * 200, "has no row of column names near its beginning"),
            (b'"' + b"x" * 200_000, "field larger than field limit (131072), expected a CSV file"),
            (csv(ROW_2022 + '"' + "x" * 200_000), "line 4: field larger than field limit"),
        ],
    )
    def test_a_file_that_is_none(self, data: bytes, message: str) -> None:
        with pytest.raises(SatError) as error:
            read_69b(data)
        assert message in str(error.value)

    def test_a_file_that_is_too_large(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("cobranza.sat.lists._sheet._MOST_BYTES", 10)
        path = tmp_path / "listado.csv"
        path.write_bytes(csv())
        with pytest.raises(SatError, match=r"listado\.csv has \d+ bytes, expected at most 10"):
            read_69b(path)


class TestArticle69:
    @pytest.mark.parametrize(
        ("header", "row"),
        [  # Source: the columns of the SAT's files of August 2026, as satcfdi and others read them
            (
                "RFC,RAZON SOCIAL,TIPO PERSONA,SUPUESTO,FECHA DE PRIMERA PUBLICACION,ENTIDAD F",
                "EKU9003173C9,KEMPER,M,FIRMES,01/01/2014,CIUDAD DE MEXICO",
            ),
            (
                "RFC,RAZÓN SOCIAL,TIPO PERSONA,SUPUESTO,FECHAS DE PRIMERA PUBLICACION,ENTIDAD F",
                "EKU9003173C9,KEMPER,M,FIRMES,01/01/2014,CIUDAD DE MEXICO",
            ),
            (
                "RFC,RAZON SOCIAL,SUPUESTO,FECHA DE CANCELACION,MONTO,FECHA DE PUBLICACION",
                "EKU9003173C9,KEMPER,FIRMES,05/05/2013,100,01/01/2014",
            ),
            (
                "RFC,NOMBRE O RAZON SOCIAL,SUPUESTO DE CANCELACION CSD,FECHA DE PUBLICACION",
                "EKU9003173C9,KEMPER,FIRMES,01/01/2014",
            ),
        ],
    )
    def test_layouts(self, header: str, row: str) -> None:
        listado = read_69(f"{header}\r\n{row}\r\n".encode("cp1252"))
        listado.raise_for_problems()
        [found] = listado.find("eku9003173c9")
        assert (found.nombre, found.supuesto) == ("KEMPER", "FIRMES")
        assert found.publicado == date(2014, 1, 1)

    def test_what_only_one_list_has(self) -> None:
        listado = read_69(
            b"RFC,SUPUESTO,MONTO,,PERIODO\nEKU9003173C9,CANCELADOS,100,x,\nXXXXXXXXXXXX,Y,,,\n"
        )
        [found] = listado.find("EKU9003173C9")
        assert (dict(found.otros), found.nombre) == ({"MONTO": "100"}, "")
        assert found.publicado is None
        assert (len(listado), listado.find("XXXXXXXXXXXX")) == (2, ())

    def test_several_rows_and_days(self) -> None:
        listado = read_69(
            b"RFC,SUPUESTO,FECHAS DE PRIMERA PUBLICACION\n"
            b"EKU9003173C9,A,01/01/2014\nEKU9003173C9,B,01/01/2020\nEKU9003173C9,C,\n"
        )
        by_then = listado.find("EKU9003173C9", on=date(2019, 12, 31))
        assert [each.supuesto for each in by_then] == ["A", "C"]
        assert [each.supuesto for each in listado.find("EKU9003173C9")] == ["A", "B", "C"]
        assert listado.find("CACX7605101P8") == ()

    def test_problems(self) -> None:
        listado = read_69(b"RFC,SUPUESTO,FECHA DE PUBLICACION\nEKU,A,\nEKU9003173C9,B,ayer\n")
        assert [str(each).partition(", ")[2] for each in listado.problems] == [
            "line 2: RFC is 'EKU', expected an RFC such as EKU9003173C9",
            "line 3: FECHA DE PUBLICACION is 'ayer', expected a day such as 31/05/2026",
        ]
        assert [each.publicado for each in listado.registros] == [None]
        with pytest.raises(SatError, match="and 1 more"):
            listado.raise_for_problems()
        with pytest.raises(SatError, match="expected RFC and SUPUESTO"):
            read_69(b"RFC,NOMBRE\n")
