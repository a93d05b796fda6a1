"""Exchange rates from the command line, from a table, and from Banco de México."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from cobranza.errors import MoneyError, SourceError, shorten
from cobranza.money import to_decimal
from cobranza.rates import Rates
from cobranza.sources._files import printable
from cobranza.sources._sheet import read_bytes, rows_of
from cobranza.sources._table import read_table

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator
    from decimal import Decimal

__all__ = ["parse_rates", "read_fix", "read_rates"]

_RATE: Final = re.compile(r"([A-Z]{3})=(.+)")
_FIX: Final = "SF43718"
_NO_DATA: Final = "N/E"
# As Banco de México writes it, and as a workbook gives it.
_DATES: Final = (
    re.compile(r"(?P<day>[0-9]{2})/(?P<month>[0-9]{2})/(?P<year>[0-9]{4})"),
    re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"),
)


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


def read_rates(path: str | os.PathLike[str], *, max_age: int = 7) -> Rates:
    r"""Read a table of exchange rates, a CSV file or a workbook.

    The columns are `date`, `currency` and `rate`: MXN for one unit. A day may stand in it twice
    only with the same rate. `max_age` is that of `cobranza.rates.Rates`.

    Raises:
        SourceError: the table cannot be read, or a value is not what its column expects; the
            message names file, row, value and what was expected.
        MissingExtraError: it is a workbook, and python-calamine is not installed.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     table = Path(folder, "rates.csv")
    ...     _ = table.write_text("date,currency,rate\n2026-04-01,USD,18.0125\n")
    ...     read_rates(table).on("USD", date(2026, 4, 3))
    Decimal('18.0125')
    """
    daily: dict[str, dict[date, Decimal]] = {}
    for row in read_table(path, ("date", "currency", "rate")):
        currency, day, rate = row.currency("currency"), row.day("date"), row.decimal("rate")
        with row.building():
            Rates.constant({currency: rate})  # is it a rate?
        given = daily.setdefault(currency, {}).setdefault(day, rate)
        if given != rate:
            row.refuse("rate", f"{given}, as in a row before")
    return Rates(daily={code: by_day.items() for code, by_day in daily.items()}, max_age=max_age)


def read_fix(path: str | os.PathLike[str], *, max_age: int = 7) -> Rates:
    r"""Read the FIX of Banco de México, MXN for one USD, as its own exports write it.

    It is series SF43718 of the SIE (Sistema de Información Económica), in one of two forms:

    - the CSV file or workbook of a query: lines that describe the series, then a line "Fecha" and
      "SF43718" (other series may stand beside it), then a day dd/mm/yyyy and a rate on each line;
    - the JSON of the API (`SieAPIRest/service/v1/series/SF43718/datos`): `bmx.series[].datos[]`
      with `fecha` and `dato`.

    "N/E" marks a day without rate. The days are those of determination; see `cobranza.rates.Rates`,
    whose `max_age` this is.

    Raises:
        SourceError: the file cannot be read, does not have the series, or a value is not a date or
            a rate; the message names file, place, value and what was expected.
        MissingExtraError: it is a workbook, and python-calamine is not installed.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     table = Path(folder, "fix.csv")
    ...     _ = table.write_text('"Fecha","SF43718"\n"28/04/2021","19.9712"\n"01/05/2021","N/E"\n')
    ...     read_fix(table).on("USD", date(2021, 5, 1))
    Decimal('19.9712')
    """
    table = printable(str(path))
    data = read_bytes(path)
    is_json = data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
    observations = _from_json(data, table) if is_json else _from_rows(path, table)
    found = [
        (_day(day, table, place), _rate(text, table, place))
        for place, day, text in observations
        if text != _NO_DATA
    ]
    try:
        return Rates(daily={"USD": found}, max_age=max_age)
    except MoneyError as error:
        raise SourceError(f"{table}: {error}") from None


def _from_rows(path: str | os.PathLike[str], table: str) -> Iterator[tuple[str, str, str]]:
    """Give place, day and rate of each row below the one that names the series."""
    column: int | None = None
    for number, cells in rows_of(path):
        if column is None:
            if cells and cells[0].lower() == "fecha" and _FIX in cells:
                column = cells.index(_FIX)
        elif any(cells):
            yield f"row {number}", cells[0], cells[column] if column < len(cells) else ""
    if column is None:
        raise SourceError(f"{table} has no row with 'Fecha' and {_FIX!r}, expected the FIX")


def _from_json(data: bytes, table: str) -> Iterator[tuple[str, str, str]]:
    """Give place, day and rate of each observation."""
    try:
        content: Any = json.loads(data, parse_float=str)
        (series,) = [each for each in content["bmx"]["series"] if each["idSerie"] == _FIX]
        pairs = [(str(each["fecha"]), str(each["dato"])) for each in series["datos"]]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise SourceError(
            f"{table} is no answer of the SIE, expected bmx.series[].datos[] of {_FIX!r}"
        ) from None
    for number, (day, rate) in enumerate(pairs):
        yield f"datos[{number}]", day, rate


def _day(text: str, table: str, place: str) -> date:
    for pattern in _DATES:
        match = pattern.fullmatch(text)
        if match:
            try:
                return date(int(match["year"]), int(match["month"]), int(match["day"]))
            except ValueError:
                break
    raise SourceError(f"{table}, {place}: fecha is {shorten(text)!r}, expected a day dd/mm/yyyy")


def _rate(text: str, table: str, place: str) -> Decimal:
    try:
        return to_decimal(text, name="rate")
    except MoneyError:
        raise SourceError(
            f"{table}, {place}: {_FIX} is {shorten(text)!r}, expected MXN per USD or 'N/E'"
        ) from None
