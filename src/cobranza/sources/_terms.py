"""Tables of credit terms, and the columns that say terms in any table."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import attrs

from cobranza.calendars import Roll, Weekday
from cobranza.ledger.customers import FOREIGN, account_key
from cobranza.ledger.documents import Party
from cobranza.ledger.terms import (
    AgreedTerms,
    Agreement,
    EarlyPayment,
    EndOfMonth,
    TermPart,
    Terms,
)
from cobranza.sources._table import Row, folded, read_table

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

__all__ = ["TERMS_COLUMNS", "agreement_of", "read_terms"]

TERMS_COLUMNS: Final = (
    "days",
    "months",
    "business_days",
    "end_of_month",
    "fixed_days",
    "payment_days",
    "from_receipt",
    "review_days",
    "roll",
    "installments",
    "early_payment",
    "valid_from",
    "valid_until",
)
# What says nothing of a credit by itself.
_BESIDE_CREDIT: Final[dict[str, Any]] = {
    "business_days": False,
    "roll": Roll.NONE,
    "early_payment": (),
}
_WHO: Final = ("customer", "tax_id", "name")

_YES_OR_NO: Final = {
    "": False,
    **dict.fromkeys(("no", "n", "0", "false", "falso"), False),
    **dict.fromkeys(("si", "s", "yes", "y", "x", "1", "true", "verdadero"), True),
}
_END_OF_MONTH: Final = {
    "": None,
    **dict.fromkeys(("after", "after_days", "despues"), EndOfMonth.AFTER_DAYS),
    **dict.fromkeys(("before", "before_days", "antes"), EndOfMonth.BEFORE_DAYS),
}
_ROLL: Final = {
    "": Roll.NONE,
    "none": Roll.NONE,
    **dict.fromkeys(("following", "siguiente"), Roll.FOLLOWING),
    **dict.fromkeys(("preceding", "anterior"), Roll.PRECEDING),
    **dict.fromkeys(("modified_following", "siguiente modificado"), Roll.MODIFIED_FOLLOWING),
}
_WEEKDAYS: Final = {
    word: day
    for day, words in {
        Weekday.MONDAY: "lunes monday",
        Weekday.TUESDAY: "martes tuesday",
        Weekday.WEDNESDAY: "miercoles wednesday",
        Weekday.THURSDAY: "jueves thursday",
        Weekday.FRIDAY: "viernes friday",
        Weekday.SATURDAY: "sabado saturday",
        Weekday.SUNDAY: "domingo sunday",
    }.items()
    for word in words.split()
}
_SEPARATORS: Final = re.compile(r"[\s,;/]+")
_DAY: Final = re.compile(r"[0-9]{1,2}")
# Days, or months with an m; and a share.
_INSTALLMENT: Final = re.compile(r"([0-9]{1,4})(m?)(?::([0-9]{1,9}(?:\.[0-9]{1,9})?)%?)?")
# Days and a percentage.
_WINDOW: Final = re.compile(r"([0-9]{1,4}):([0-9]{1,3}(?:\.[0-9]{1,9})?)%?")


def read_terms(path: str | os.PathLike[str]) -> AgreedTerms:
    r"""Read a table of the terms agreed with customers, a CSV file or a workbook.

    The columns are `rfc` and `days`, and any of those below; other columns are left alone.

    - `rfc`: the customer's. Where it is empty, `customer` is its key in the table of customers;
      for the generic RFC of foreigners, `customer`, `tax_id` or `name` tells which one.
    - `days`, `months`: how long the credit is; whole numbers, empty for none.
    - `business_days`: "sí" when the days are business days.
    - `end_of_month`: "después" when the days are counted first, "antes" when they run from the end
      of the month on.
    - `fixed_days`: days of the month on which payment falls, such as "15 30".
    - `payment_days`, `review_days`: days of the week, such as "lunes miércoles".
    - `from_receipt`: "sí" when credit runs from the contra-recibo; days of review imply it.
    - `roll`: "siguiente", "anterior" or "siguiente modificado" for dates on a closed day.
    - `installments`: days, or months with an m, and shares unless they are equal: "30 60 90",
      "0:50% 1m:50%".
    - `early_payment`: days and percent of each discount: "10:2% 20:1%".
    - `valid_from`, `valid_until`: the days of issue for which the row holds, both included.

    Rows that say the same count once; two that hold for one customer on the same day are an error.

    Raises:
        SourceError: the table cannot be read, or a value is not what its column expects; the
            message names file, row, value and what was expected.
        MissingExtraError: it is a workbook, and python-calamine is not installed.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     table = Path(folder, "terms.csv")
    ...     _ = table.write_text("rfc;days;payment_days\nXIA190128J61;45;viernes\n")
    ...     agreed = read_terms(table)
    >>> agreed["XIA190128J61"][0].terms
    Terms(days=45, payment_days=(<Weekday.FRIDAY: 4>,))
    """
    found: dict[str, dict[Agreement, Row]] = {}
    for row in read_table(path, ("rfc", "days"), (*_WHO, *TERMS_COLUMNS[1:])):
        key = _customer(row)
        agreement = agreement_of(row)
        if agreement is None:
            row.refuse("days", "a whole number of days")
        found.setdefault(key, {}).setdefault(agreement, row)
    for key, rows in found.items():
        _refuse_overlaps(key, rows)
    return AgreedTerms({key: tuple(rows) for key, rows in found.items()})


def _refuse_overlaps(key: str, rows: dict[Agreement, Row]) -> None:
    """Refuse the later of two rows that hold on the same day."""
    ordered = sorted(rows, key=lambda each: each.since or date.min)
    for earlier, later in pairwise(ordered):
        if earlier.overlaps(later):
            first, second = sorted((rows[earlier], rows[later]), key=lambda row: row.number)
            second.refuse(
                "valid_from", f"other days than row {first.number}, which says terms of {key} too"
            )


def _customer(row: Row) -> str:
    """Give the key of the customer of a row: its RFC, save for foreigners and accounts without."""
    key, tax_id, name = (row.cells[column] for column in _WHO)
    if key and row.cells["rfc"].upper() in ("", FOREIGN):
        return key
    rfc = row.rfc()
    if rfc == FOREIGN and not (name or tax_id):
        return rfc  # all of them
    return account_key(Party(rfc=rfc, name=name, tax_id=tax_id))


def agreement_of(row: Row) -> Agreement | None:
    """Read the columns of terms; `None` when they do not say how long the credit is."""
    with row.building():
        terms = Terms(
            days=_count(row, "days"),
            months=_count(row, "months"),
            business_days=row.choice("business_days", _YES_OR_NO, "'sí' or 'no'"),
            end_of_month=row.choice("end_of_month", _END_OF_MONTH, "'antes' or 'después'"),
            fixed_days=tuple(_days_of_month(row)),
            payment_days=tuple(_weekdays(row, "payment_days")),
            from_receipt=row.choice("from_receipt", _YES_OR_NO, "'sí' or 'no'"),
            review_days=tuple(_weekdays(row, "review_days")),
            roll=row.choice("roll", _ROLL, "'siguiente', 'anterior' or 'siguiente modificado'"),
            parts=tuple(_parts(row)),
            early_payment=tuple(_windows(row)),
        )
        if attrs.evolve(terms, **_BESIDE_CREDIT) == Terms() and not row.cells["days"]:
            return None
        return Agreement(
            terms=terms, since=row.day_or_none("valid_from"), until=row.day_or_none("valid_until")
        )


def _count(row: Row, column: str) -> int:
    return row.whole(column, f"a whole number of {column}") if row.cells[column] else 0


def _pieces(row: Row, column: str) -> list[str]:
    return [piece for piece in _SEPARATORS.split(folded(row.cells[column])) if piece]


def _days_of_month(row: Row) -> Iterator[int]:
    for piece in _pieces(row, "fixed_days"):
        if _DAY.fullmatch(piece) is None:
            row.refuse("fixed_days", "days of the month such as '15 30'")
        yield int(piece)


def _weekdays(row: Row, column: str) -> Iterator[Weekday]:
    for piece in _pieces(row, column):
        if piece not in _WEEKDAYS:
            row.refuse(column, "days of the week such as 'lunes miércoles'")
        yield _WEEKDAYS[piece]


def _parts(row: Row) -> Iterator[TermPart]:
    matches = [_INSTALLMENT.fullmatch(piece) for piece in _pieces(row, "installments")]
    shared = [match for match in matches if match and match[3]]
    for match in matches:
        if match is None or len(shared) not in (0, len(matches)):
            row.refuse("installments", "days, with all shares or none: '30 60' or '0:50% 30:50%'")
        count = int(match[1])
        yield TermPart(
            days=0 if match[2] else count,
            months=count if match[2] else 0,
            weight=Decimal(match[3] or 1),
        )


def _windows(row: Row) -> Iterator[EarlyPayment]:
    for piece in _pieces(row, "early_payment"):
        match = _WINDOW.fullmatch(piece)
        if match is None:
            row.refuse("early_payment", "days and percent such as '10:2% 20:1%'")
        yield EarlyPayment(days=int(match[1]), percent=Decimal(match[2]))
