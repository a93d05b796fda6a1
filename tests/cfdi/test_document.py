"""Where a document comes from, what it says of itself, and that it stays as it is."""

import copy
import io
import os
import pickle
import tempfile
import zipfile
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import attrs
import pytest

from cobranza.cfdi import Comprobante, Document, Fragment, check, read, write
from cobranza.errors import CfdiReadError
from tests.cfdi.documents import (
    LOCALES,
    PAGOS,
    TIMBRE,
    addenda,
    cfdi,
    cfdi_bytes,
    complemento,
    comprobante,
)


class Trickle(io.RawIOBase):
    """A file that gives a few bytes at a time, as pipes and sockets do, and counts them."""

    def __init__(self, data: bytes | None) -> None:
        self.data = data
        self.given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        size = min(len(buffer), 4096)
        piece = b" " * size if self.data is None else self.data[self.given : self.given + size]
        buffer[: len(piece)] = piece
        self.given += len(piece)
        return len(piece)


class TestSources:
    @pytest.fixture
    def path(self, tmp_path: Path) -> Path:
        path = tmp_path / "Ñandú & Cía.xml"
        path.write_bytes(cfdi_bytes())
        return path

    def test_bytes(self) -> None:
        document = read(cfdi_bytes())
        assert (document.xml, document.source) == (cfdi_bytes(), None)

    @pytest.mark.parametrize("kind", [str, Path])
    def test_a_path(self, path: Path, kind: Callable[[Path], str | Path]) -> None:
        document = read(kind(path))
        assert (document.xml, document.source) == (cfdi_bytes(), str(path))

    def test_an_open_file(self, path: Path) -> None:
        with path.open("rb") as file:
            assert read(file).source == str(path)
        with path.open("rb", buffering=0) as file:
            assert read(file).xml == cfdi_bytes()

    def test_files_without_a_path(self, path: Path) -> None:
        assert read(io.BytesIO(cfdi_bytes())).source is None
        with path.open("rb") as file, os.fdopen(os.dup(file.fileno()), "rb") as nameless:
            assert isinstance(nameless.name, int)
            assert read(nameless).source is None
        assert read(Trickle(cfdi_bytes())).comprobante == comprobante()  # type: ignore[arg-type]

    def test_a_member_of_an_archive(self, tmp_path: Path) -> None:
        with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
            archive.writestr("factura.xml", cfdi_bytes())
            with archive.open("factura.xml") as file:
                assert read(file).source == "factura.xml"  # type: ignore[arg-type]

    @pytest.mark.parametrize("function", [read, check])
    def test_what_cannot_be_opened(
        self, tmp_path: Path, function: Callable[[object], object]
    ) -> None:
        with pytest.raises(FileNotFoundError):
            function(tmp_path / "missing.xml")
        with pytest.raises(IsADirectoryError):
            function(tmp_path)
        with pytest.raises(FileNotFoundError):
            function("")

    @pytest.mark.parametrize("function", [read, check])
    @pytest.mark.parametrize("text", [cfdi(), f"\ufeff{cfdi()}", "\n <a/>"])
    def test_xml_as_text_is_taken_for_what_it_is(
        self, function: Callable[[object], object], text: str
    ) -> None:
        with pytest.raises(TypeError, match=r"give XML as bytes: text\.encode\(\)"):
            function(text)

    @pytest.mark.parametrize("function", [read, check])
    def test_text_files(self, function: Callable[[object], object], path: Path) -> None:
        with path.open(encoding="utf-8") as file, pytest.raises(TypeError, match="binary mode"):
            function(file)
        with path.open(encoding="ascii") as file, pytest.raises(TypeError, match="binary mode"):
            function(file)
        with pytest.raises(TypeError, match="binary mode"):
            function(io.StringIO(cfdi()))
        with tempfile.TemporaryFile("w+", encoding="utf-8") as file:
            file.write(cfdi())
            file.seek(0)
            with pytest.raises(TypeError):
                function(file)

    @pytest.mark.parametrize("function", [read, check])
    @pytest.mark.parametrize(
        "source", [None, 5, bytearray(b"<a/>"), memoryview(b"<a/>"), object, []]
    )
    def test_what_is_no_source(self, function: Callable[[object], object], source: object) -> None:
        with pytest.raises(TypeError, match="expected bytes, a path or a binary file"):
            function(source)

    def test_an_endless_file_is_read_no_further_than_needed(self) -> None:
        file = Trickle(None)
        with pytest.raises(CfdiReadError, match="at most 100000 bytes"):
            read(file, max_bytes=100_000)  # type: ignore[arg-type]
        assert file.given == 100_001

    def test_a_long_file_is_read_no_further_than_needed(self, tmp_path: Path) -> None:
        path = tmp_path / "sparse.xml"
        with path.open("wb") as file:
            file.truncate(10**12)
        with pytest.raises(CfdiReadError, match="at most 33554432 bytes") as caught:
            read(path)
        assert caught.value.source == str(path)
        assert check(path).source == str(path)

    def test_a_file_may_be_exactly_as_long_as_allowed(self, path: Path) -> None:
        size = path.stat().st_size
        assert len(read(path, max_bytes=size).xml) == size
        with pytest.raises(CfdiReadError):
            read(path, max_bytes=size - 1)

    def test_the_source_is_in_the_message(self, tmp_path: Path) -> None:
        path = tmp_path / "rota.xml"
        path.write_bytes(b"<a")
        with pytest.raises(CfdiReadError, match=r"rota\.xml: not a readable CFDI 4\.0: line 1: "):
            read(path)
        assert check(path).source == str(path)


class TestProperties:
    def test_without_complements(self) -> None:
        document = read(cfdi_bytes())
        assert document.uuid is None
        assert document.timbre is None
        assert document.pagos == ()
        assert document.impuestos_locales is None

    def test_with_every_complement(self) -> None:
        document = read(cfdi_bytes(after=complemento(TIMBRE + PAGOS + LOCALES)))
        assert document.uuid == "6C7B6D1F-2C4B-4B6E-9A53-0F1C9C3C1A01"
        assert document.timbre is not None
        assert document.timbre.uuid == "6c7b6d1f-2c4b-4b6e-9a53-0f1c9c3c1a01"
        assert document.timbre.fecha_timbrado == datetime(2026, 1, 31, 12, 0, 1)  # noqa: DTZ001
        (pago,) = document.pagos
        assert (pago.monto, pago.moneda_p) == (Decimal("100.50"), "MXN")
        assert pago.docto_relacionado[0].imp_saldo_insoluto == Decimal("15.50")
        assert document.impuestos_locales is not None
        assert document.impuestos_locales.traslados_locales[0].imp_loc_trasladado == "ISH"

    def test_blanks_around_the_uuid(self) -> None:
        document = read(cfdi_bytes(after=complemento(TIMBRE.replace('UUID="', 'UUID=" '))))
        assert document.uuid == "6C7B6D1F-2C4B-4B6E-9A53-0F1C9C3C1A01"

    def test_what_the_model_says(self) -> None:
        found = comprobante(
            Serie="A", MetodoPago="PPD", FormaPago="99", CondicionesDePago="30 días"
        )
        assert found.serie == "A"
        assert found.folio is None
        assert found.fecha == datetime(2026, 1, 31, 12)  # noqa: DTZ001
        assert (found.metodo_pago, found.forma_pago) == ("PPD", "99")
        assert found.condiciones_de_pago == "30 días"
        assert found.receptor.nombre == "UNIVERSIDAD ROBOTICA ESPAÑOLA"
        assert [str(each.importe) for each in found.conceptos] == ["100.00"]
        assert found.impuestos is None
        assert found.extra is None

    def test_without_a_seal(self) -> None:
        """A document that is not sealed yet reads; that it is not whole is for `check` to say."""
        document = comprobante(Sello=None, NoCertificado=None, Certificado=None)
        assert (document.sello, document.no_certificado, document.certificado) == ("", "", "")
        found = check(cfdi_bytes(Sello=None, NoCertificado=None, Certificado=None))
        assert [each.message for each in found.by_code()["CFDI40999"]] == [
            f"Falta «{name}»: atributo obligatorio"
            for name in ("Sello", "NoCertificado", "Certificado")
        ]
        assert read(write(document)).comprobante == document


class TestValueSemantics:
    @pytest.fixture
    def document(self) -> Document:
        return read(
            cfdi_bytes(
                root=' Otro="1"',
                after=complemento(PAGOS + TIMBRE + LOCALES + "<a/>") + addenda("<b/>"),
            )
        )

    def test_equality_and_hash(self, document: Document) -> None:
        again = read(document.xml)
        assert again == document
        assert hash(again) == hash(document)
        assert again.comprobante == document.comprobante
        assert len({document.comprobante, again.comprobante}) == 1
        other = attrs.evolve(document.comprobante, folio="2")
        assert other != document.comprobante

    def test_equal_amounts_of_another_scale_are_equal(self) -> None:
        assert comprobante(Total="100.00") == comprobante(Total="100.0")

    @pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
    def test_pickle(self, document: Document, protocol: int) -> None:
        again = pickle.loads(pickle.dumps(document, protocol))  # noqa: S301
        assert again == document
        assert type(again.comprobante) is Comprobante
        assert write(again.comprobante) == write(document.comprobante)

    @pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy])
    def test_copies(self, document: Document, copied: Callable[[Document], Document]) -> None:
        assert copied(document) == document
        assert copied(document).comprobante == document.comprobante

    def test_frozen(self, document: Document) -> None:
        for node in (
            document,
            document.comprobante,
            document.comprobante.emisor,
            document.comprobante.conceptos[0],
            document.pagos[0],
            document.timbre,
            document.comprobante.addenda[0],
            document.comprobante.extra,
        ):
            name = attrs.fields(type(node))[0].name  # type: ignore[arg-type]
            with pytest.raises(attrs.exceptions.FrozenInstanceError):
                setattr(node, name, None)
            with pytest.raises(attrs.exceptions.FrozenInstanceError):
                delattr(node, name)
            with pytest.raises(AttributeError):
                node.nuevo = 1  # type: ignore[union-attr]

    def test_what_is_read_is_what_is_constructed(self) -> None:
        """The compiled reader does not call `__init__`: nothing must tell its nodes apart."""
        found = comprobante()
        fields = {each.name: getattr(found, each.name) for each in attrs.fields(Comprobante)}
        made = Comprobante(**fields)
        assert made == found
        assert hash(made) == hash(found)
        assert repr(made) == repr(found)
        assert type(found).__mro__ == type(made).__mro__
        assert attrs.evolve(found, total=Decimal(1)).total == Decimal(1)
        assert attrs.asdict(found) == attrs.asdict(made)

    def test_repr_is_no_dump(self) -> None:
        data = cfdi_bytes(after=addenda(f"<a>{'x' * 100_000}</a>"))
        document = read(data)
        assert len(repr(document)) < 10_000
        assert "100.00" in repr(document)
        assert "EKU9003173C9" in repr(document)
        assert len(repr(document.comprobante.addenda[0])) < 1000
        assert isinstance(document.comprobante.addenda[0], Fragment)
