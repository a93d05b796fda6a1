"""One package on its way from the answer to the disk, in pieces of any size.

A package may be larger than memory is wide and than libxml2 lets a text be (10 MB), so the answer
is read as a stream: XML → base64 → file. Nothing of it is repaired.
"""

from __future__ import annotations

import binascii
import os
import sys
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Final, NoReturn
from xml.parsers import expat

from cobranza.errors import SatError
from cobranza.sat._archive import Limits, open_source, open_zip
from cobranza.sat._soap import SOAP
from cobranza.sat.download._messages import DOWNLOAD, NAMESPACE, check_code
from cobranza.sat.errors import SatAnswerError, SatFaultError

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping
    from pathlib import Path

__all__ = ["PackageFile", "check_zip", "write_whole"]

_BLANKS: Final = b" \t\r\n"
_GROUP: Final = 4
"""Characters of base64 that stand for three bytes."""
_PACKAGE: Final = f"{NAMESPACE} Paquete"
_ANSWER: Final = f"{NAMESPACE} respuesta"
_FAULT: Final = f"{SOAP} Fault"
_PIECE: Final = 1 << 16
_MOST_TEXT: Final = 1000
"""Characters of a fault that are kept."""


class PackageFile:
    """Takes in the answer to a download, and puts the package in its place when it is whole.

    Until then, what came stands beside it, in a file whose name ends in `.part`.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._part = path.with_name(f"{path.name}.part")
        self._damaged = path.with_suffix(".damaged.zip")

    def open(self) -> PackageFile:
        """Begin anew.

        Raises:
            SatError: the file cannot be written.
        """
        with _writing(self._path):
            self._file: IO[bytes] = self._part.open("wb")
        self._rest = b""
        self._padded = False
        self._inside: str | None = None
        self._code: Mapping[str, str] = {}
        self._texts = {_PACKAGE: "", "faultcode": "", "faultstring": ""}
        self._is_fault = False
        self._parser = self._new_parser()
        return self

    def write(self, data: bytes) -> None:
        """Take the next piece of the answer."""
        try:
            self._parser.Parse(data, False)  # noqa: FBT003 - the signature of expat
        except expat.ExpatError as error:
            _refuse(f"an answer that is no XML ({error})", "a SOAP answer")

    def close(self) -> None:
        """Close the file, whether or not all came."""
        self._file.close()

    def finish(self) -> None:
        """Put the package in its place.

        Raises:
            SatFaultError: the answer was a fault.
            SatRefusedError: the answer has a code that is not success.
            SatAnswerError: the answer is not whole, or holds no whole ZIP.
        """
        self._check_answer()
        self._check_package()
        with _writing(self._path):
            with self._part.open("rb+") as file:
                os.fsync(file.fileno())
            self._part.replace(self._path)
            _sync_folder(self._path.parent)

    def give_up(self) -> None:
        """Keep what came of a package that is not whole: the SAT gives each at most twice."""
        with _writing(self._damaged):
            if self._part.exists() and self._part.stat().st_size:
                self._part.replace(self._damaged)
            else:
                self._part.unlink(missing_ok=True)

    def _check_answer(self) -> None:
        try:
            self._parser.Parse(b"", True)  # noqa: FBT003 - the signature of expat
        except expat.ExpatError as error:
            _refuse(f"an answer that is no XML ({error})", "a whole SOAP answer")
        if self._is_fault:
            code, reason = self._texts["faultcode"], self._texts["faultstring"]
            raise SatFaultError(DOWNLOAD, code.strip(), reason.strip())
        if not self._code:
            _refuse("an answer without respuesta", "its code in the SOAP header")
        check_code(DOWNLOAD, self._code.get("CodEstatus", ""), self._code.get("Mensaje", ""))
        if self._rest:
            _refuse("base64 that is cut off", "a whole package")

    def _check_package(self) -> None:
        try:
            check_zip(self._part)
        except SatError as error:
            _refuse(f"a package that cannot be used ({error})", "a whole ZIP archive")

    def _new_parser(self) -> expat.XMLParserType:
        # Whatever encoding the answer claims: expat asks Python for others, with errors of its own.
        parser = expat.ParserCreate("utf-8", " ")
        parser.buffer_text = True
        parser.buffer_size = _PIECE
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = _refuse_doctype
        return parser

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        if self._inside == _PACKAGE:
            _refuse("a package with elements inside", "base64 alone")
        if name == _ANSWER:
            self._code = attributes
        self._is_fault = self._is_fault or name == _FAULT
        self._inside = name if name in self._texts else None

    def _end(self, _name: str) -> None:
        self._inside = None

    def _text(self, text: str) -> None:
        if self._inside == _PACKAGE:
            self._decode(text)
        elif self._inside is not None:
            self._texts[self._inside] = (self._texts[self._inside] + text)[:_MOST_TEXT]

    def _decode(self, text: str) -> None:
        data = self._rest + text.encode("ascii", "replace").translate(None, _BLANKS)
        whole = len(data) - len(data) % _GROUP
        data, self._rest = data[:whole], data[whole:]
        if not data:
            return
        if self._padded:
            _refuse("more base64 after its end", "one package")
        self._padded = data.endswith(b"=")
        try:
            decoded = binascii.a2b_base64(data, strict_mode=True)
        except binascii.Error:
            _refuse("a package that is no base64", "a ZIP archive in base64")
        with _writing(self._path):
            self._file.write(decoded)


def check_zip(path: Path) -> None:
    """Read a ZIP archive to its end: the checksums of its members tell whether they are whole.

    Raises:
        SatError: it is none, or is cut off, damaged, encrypted or a bomb.
    """
    with open_source(path) as (_, stream), open_zip(path.name, stream, Limits()) as archive:
        if archive.cut:
            raise SatError(f"{path.name} is cut off: {archive.cut}")
        for member in archive.members:
            with member.open() as content:
                while content.read(_PIECE):
                    pass


def write_whole(path: Path, data: bytes) -> None:
    """Write a file in the place of the one there, whole or not at all.

    Raises:
        SatError: it cannot be written; the one there stays.
    """
    part = path.with_name(f"{path.name}.part")
    with _writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        _sync_folder(path.parent)


@contextmanager
def _writing(path: Path) -> Generator[None]:
    try:
        yield
    except OSError as error:
        raise SatError(f"{path} cannot be written: {error.strerror}") from None


def _sync_folder(folder: Path) -> None:
    """Make the names of the files in a folder last, where the system can."""
    if sys.platform == "win32":  # opens no folders
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _refuse_doctype(*_: object) -> NoReturn:
    _refuse("an answer with a DOCTYPE", "a document without DTD or entities")


def _refuse(found: str, expected: str) -> NoReturn:
    raise SatAnswerError(DOWNLOAD, found, expected)
