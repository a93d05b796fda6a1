"""What people say about the documents: terms by customer, statuses by document, rates.

Tables are CSV as spreadsheets write it: UTF-8 or UTF-16 with a byte order mark, UTF-8 without, or
else Windows-1252 (Latin-1); comma, semicolon or tab, told by the header. The first row names the
columns, in any order and case; other columns are left alone.
"""

from __future__ import annotations

import codecs
import csv
import re
from datetime import date
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

import attrs

from cobranza.errors import LedgerError, MoneyError, SourceError
from cobranza.ledger import DocumentStatus, Terms
from cobranza.money import to_decimal
from cobranza.sources._files import printable

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator
    from decimal import Decimal

__all__ = ["parse_rates", "read_status", "read_terms"]

_RFC: Final = re.compile(r"[A-ZÑ&]{3,4}[0-9]{6}[A-Z0-9]{3}")
_UUID: Final = re.compile(r"[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}")
_WHOLE: Final = re.compile(r"[0-9]{1,6}")
_ISO_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_RATE: Final = re.compile(r"([A-Z]{3})=(.+)")
# SAT's words, and English ones.
_CANCELLED: Final = {"vigente": False, "active": False, "cancelado": True, "cancelled": True}


def read_terms(path: str | os.PathLike[str]) -> dict[str, Terms]:
    r"""Read a table of credit terms: columns `rfc` and `days`, calendar days from the issue date.

    A customer may stand in it twice only with the same days.

    Raises:
        SourceError: the table cannot be read, or a value is not what its column expects; the
            message names file, row, value and what was expected.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     table = Path(folder, "terms.csv")
    ...     _ = table.write_text("rfc;days\nXIA190128J61;45\n")
    ...     read_terms(table)
    {'XIA190128J61': Terms(days=45, months=0)}
    """
    terms: dict[str, Terms] = {}
    for row in _rows(path, ("rfc", "days")):
        rfc = row.matching("rfc", _RFC, "an RFC such as XIA190128J61")
        text = row.matching("days", _WHOLE, "a whole number of days")
        try:
            given = Terms(days=int(text))
        except LedgerError as error:
            row.refuse("days", str(error).partition("expected ")[2] + " days")
        if terms.setdefault(rfc, given) != given:
            row.refuse("days", f"{terms[rfc].days}, as for {rfc} in a row before")
    return terms


def read_status(path: str | os.PathLike[str]) -> dict[str, DocumentStatus]:
    r"""Read a table of SAT statuses: columns `uuid`, `status` and `cancelled_on`.

    `status` is "vigente" (or "active") or "cancelado" (or "cancelled"), in any case; `cancelled_on`
    is a date YYYY-MM-DD, or empty when the day is not known.

    Raises:
        SourceError: the table cannot be read, or a value is not what its column expects; the
            message names file, row, value and what was expected.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     table = Path(folder, "status.csv")
    ...     _ = table.write_text(
    ...         "uuid,status,cancelled_on\n"
    ...         "5fb2822e-396d-4725-8521-cdc4bdd20ccf,Cancelado,2026-05-31\n"
    ...     )
    ...     read_status(table)["5FB2822E-396D-4725-8521-CDC4BDD20CCF"].cancelled_on
    datetime.date(2026, 5, 31)
    """
    statuses: dict[str, DocumentStatus] = {}
    for row in _rows(path, ("uuid", "status", "cancelled_on")):
        uuid = row.matching("uuid", _UUID, "a UUID of 36 characters")
        cancelled = _CANCELLED.get(row.cells["status"].lower())
        if cancelled is None:
            row.refuse("status", "'vigente' or 'cancelado'")
        day = _day(row)
        if day is not None and not cancelled:
            row.refuse("cancelled_on", "nothing, because the status is not 'cancelado'")
        given = DocumentStatus(cancelled=cancelled, cancelled_on=day)
        if statuses.setdefault(uuid, given) != given:
            row.refuse("status", f"what a row before says of {uuid}")
    return statuses


def parse_rates(texts: Iterable[str]) -> dict[str, Decimal]:
    """Take exchange rates such as "USD=18.50": MXN for one unit of the currency.

    Raises:
        SourceError: a text is not of that form, or a currency is given twice.

    >>> parse_rates(["USD=18.50", "EUR=20.1"])
    {'USD': Decimal('18.50'), 'EUR': Decimal('20.1')}
    """
    rates: dict[str, Decimal] = {}
    for text in texts:
        match = _RATE.fullmatch(text.strip().upper())
        try:
            rate = to_decimal(match[2], name="rate") if match else None
        except MoneyError:
            rate = None
        if match is None or rate is None or rate <= 0:
            raise SourceError(f"rate {text!r}, expected a currency and MXN per unit: USD=18.50")
        if match[1] in rates:
            raise SourceError(f"rate {text!r}, expected {match[1]} only once")
        rates[match[1]] = rate
    return rates


@attrs.frozen(kw_only=True)
class _Row:
    """One row of a table; `number` is the one that a spreadsheet shows."""

    table: str
    number: int
    cells: dict[str, str]

    def matching(self, column: str, pattern: re.Pattern[str], expected: str) -> str:
        """Give the cell in capitals if all of it matches."""
        value = self.cells[column].upper()
        if pattern.fullmatch(value) is None:
            self.refuse(column, expected)
        return value

    def refuse(self, column: str, expected: str) -> NoReturn:
        """Say what is wrong with one cell."""
        raise SourceError(
            f"{self.table}, row {self.number}: {column} is {self.cells[column]!r}, "
            f"expected {expected}"
        )


def _day(row: _Row) -> date | None:
    text = row.cells["cancelled_on"]
    if not text:
        return None
    row.matching("cancelled_on", _ISO_DATE, "a date YYYY-MM-DD or nothing")
    try:
        return date.fromisoformat(text)
    except ValueError:
        row.refuse("cancelled_on", "a date YYYY-MM-DD that exists")


def _rows(path: str | os.PathLike[str], columns: tuple[str, ...]) -> Iterator[_Row]:
    table = printable(str(path))
    try:
        text = _decode(Path(path).read_bytes())
    except OSError as error:
        raise SourceError(f"{table} cannot be read: {error.strerror}") from None
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = enumerate(csv.reader(StringIO(text, newline=""), delimiter=delimiter), 1)
    try:
        header = [name.strip().lower() for name in next(reader, (0, [""]))[1]]
        missing = [column for column in columns if column not in header]
        if missing:
            raise SourceError(
                f"{table}, row 1: no column {missing[0]!r}, expected {', '.join(columns)}"
            )
        places = {column: header.index(column) for column in columns}
        for number, cells in reader:
            values = [cell.strip() for cell in cells]
            if any(values):
                values += [""] * len(header)  # spreadsheets leave empty cells at the end out
                picked = {column: values[place] for column, place in places.items()}
                yield _Row(table=table, number=number, cells=picked)
    except csv.Error as error:
        raise SourceError(f"{table} is not a CSV table: {error}") from None


def _decode(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
