"""Files of the SAT: metadata by the row, a package by the document, the list of article 69-B."""

from __future__ import annotations

import io
import random
import time
import tracemalloc
import uuid
import zipfile
from datetime import date
from typing import TYPE_CHECKING, Final

from benchmarks.timing import table
from cobranza.cfdi import write
from cobranza.sat.lists import read_69b
from cobranza.sat.metadata import iter_metadata
from cobranza.sat.packages import iter_package
from tests.cfdi.documents import TIMBRE, UUID, complemento, comprobante

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

ROWS: Final = 200_000
DOCUMENTS: Final = 5_000
TAXPAYERS: Final = 14_000
HEADER: Final = (
    "Uuid~RfcEmisor~NombreEmisor~RfcReceptor~NombreReceptor~RfcPac~FechaEmision"
    "~FechaCertificacionSat~Monto~EfectoComprobante~Estatus~FechaCancelacion"
)
COLUMNS: Final = (
    "No,RFC,Nombre del Contribuyente,Situación del contribuyente,"
    "Número y fecha de oficio global de presunción SAT,Publicación página SAT presuntos,"
    "Número y fecha de oficio global de presunción DOF,Publicación DOF presuntos,"
    "Número y fecha de oficio global de definitivos SAT,Publicación página SAT definitivos,"
    "Número y fecha de oficio global de definitivos DOF,Publicación DOF definitivos"
)


def run() -> None:
    """Print how long each takes, how much it holds and what it takes at most."""
    listed = listado()
    found = read_69b(listed)
    rows = [
        _measured(f"metadata, {ROWS:,} rows in a ZIP", metadata(), _count(iter_metadata), ROWS),
        _measured(f"{DOCUMENTS:,} documents in a ZIP", package(), _count(iter_package), DOCUMENTS),
        _measured(f"69-B, {TAXPAYERS:,} taxpayers", listed, read_69b, TAXPAYERS),
    ]
    print(table(("", "file", "seconds", "each", "held", "peak"), rows))
    day = date(2024, 1, 1)
    start = time.perf_counter()
    for each in found.contribuyentes:
        found.situacion(each.rfc, on=day)
    taken = (time.perf_counter() - start) / len(found) * 1e6
    print(f"\nA look-up by RFC and date takes {taken:.1f} µs.")


def metadata() -> bytes:
    """Make metadata of random documents."""
    draw = random.Random(1)
    lines = [HEADER]
    lines += [
        f"{uuid.UUID(int=draw.getrandbits(128))}~EKU9003173C9~ESCUELA KEMPER URGATE"
        "~CACX7605101P8~XOCHILT CASAS CHAVEZ~SPR190613I52~2026-03-02 10:30:00"
        f"~2026-03-02 10:31:00~{draw.randrange(10**6)}.50~I~1~"
        for _ in range(ROWS)
    ]
    return _zipped({"a_01.txt": "\r\n".join(lines).encode()})


def package() -> bytes:
    """Make a package of one invoice under many UUIDs."""
    draw = random.Random(2)
    names = [str(uuid.UUID(int=draw.getrandbits(128))) for _ in range(DOCUMENTS)]
    invoice = write(comprobante(after=complemento(TIMBRE)))
    return _zipped({f"{name}.xml": invoice.replace(UUID.encode(), name.encode()) for name in names})


def listado() -> bytes:
    """Make a list with as many taxpayers and publications as the SAT's."""
    draw = random.Random(3)
    lines = ["Información actualizada al 31 de mayo de 2026", "Listado completo", COLUMNS]
    for number in range(TAXPAYERS):
        rfc = "".join(draw.choices("ABCDEFGHIJ", k=3)) + f"{draw.randrange(10):02}0101"
        rfc += "".join(draw.choices("ABCDEFGHIJ0123456789", k=3))
        year, month = draw.randrange(2014, 2026), draw.randrange(1, 13)
        oficio = f"500-05-{year}-{month:05} de fecha 01 de enero de {year}"
        lines.append(
            f'{number},{rfc},"COMERCIALIZADORA {rfc} DEL NORTE, S.A. DE C.V.",Definitivo,'
            f"{oficio},01/{month:02}/{year},{oficio},20/{month:02}/{year},"
            f"{oficio}-D,05/{month:02}/{year + 1},{oficio}-D,25/{month:02}/{year + 1}"
        )
    return "\r\n".join(lines).encode("cp1252")


def _zipped(members: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, contents in members.items():
            archive.writestr(name, contents)
    return data.getvalue()


def _count(read: Callable[[bytes], Iterable[object]]) -> Callable[[bytes], object]:
    return lambda data: sum(1 for _ in read(data))


def _measured(name: str, data: bytes, read: Callable[[bytes], object], number: int) -> list[str]:
    start = time.perf_counter()
    read(data)
    taken = time.perf_counter() - start
    tracemalloc.start()
    kept = read(data)
    held, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del kept
    size, *memory = (f"{each / 1e6:.1f} MB" for each in (len(data), held, peak))
    return [name, size, f"{taken:.2f}", f"{taken / number * 1e6:.1f} µs", *memory]
