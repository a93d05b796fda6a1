"""Records as lists, one per column, on their way into and out of a frame.

A million rows are built from a few dozen lists; no row is ever a dict. Records within records are
lists of their own, one for all rows, with the number of them that each row has.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, DecimalException
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, TypeVar

import attrs
import polars as pl

from cobranza.errors import LedgerError, shorten
from cobranza.ledger.frames._types import POLARS, polars_type
from cobranza.ledger.frames.schema import AMOUNT_DIGITS, AMOUNT_SCALE, WRITTEN, Kind
from cobranza.money import quantize

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from cobranza.ledger.frames.schema import Column

__all__ = ["Cells", "Nested", "from_frame", "grouped", "to_frame"]

T = TypeVar("T")

# More decimals than the column has, or an exponent, which may mean them.
_FINER: Final = rf"\.[0-9]{{{AMOUNT_SCALE + 1}}}|E"
_EXPECTED: Final = {
    Kind.TEXT: "text that UTF-8 can carry",
    Kind.FLAG: "a bool",
    Kind.COUNT: "a whole number of 64 bits",
    Kind.DAY: "a date",
    Kind.MOMENT: "a datetime",
    Kind.AMOUNT: f"at most {AMOUNT_DIGITS - AMOUNT_SCALE} integer digits",
}


@attrs.frozen
class Cells:
    """The values of each column, and the records within each column that holds records."""

    values: Mapping[str, Sequence[Any]]
    nested: Mapping[str, Nested] = attrs.field(factory=dict[str, "Nested"])


@attrs.frozen
class Nested:
    """How many records each row has, and the cells of all of them, one row after the other.

    A struct that may be null is a list of none or one.
    """

    counts: Sequence[int]
    cells: Cells


def grouped(counts: Iterable[int], records: Iterable[T]) -> Iterator[tuple[T, ...]]:
    """Give the records of each row as a tuple.

    >>> list(grouped([2, 0, 1], "abc"))
    [('a', 'b'), (), ('c',)]
    """
    following = iter(records)
    return (tuple(islice(following, count)) if count else () for count in counts)


def to_frame(columns: Sequence[Column], cells: Cells) -> pl.DataFrame:
    """Make a frame of some cells.

    Raises:
        LedgerError: a value has no place in its column.
    """
    series = {each.name: _series(each, cells) for each in columns if each.name != WRITTEN}
    if columns[-1].name == WRITTEN:
        texts = [series[each.name] for each in columns[-1].fields]
        series[WRITTEN] = pl.DataFrame(texts).to_struct(WRITTEN)
    for column in columns:
        if column.kind is Kind.AMOUNT:
            series[column.name] = _amounts(series[column.name])
    return pl.DataFrame([*series.values()])


def from_frame(columns: Sequence[Column], frame: pl.DataFrame) -> Cells:
    """Take the cells out of a frame; amounts are those of `written`.

    Raises:
        LedgerError: an amount is no number.
    """
    values: dict[str, list[Any]] = {}
    nested: dict[str, Nested] = {}
    for column in columns:
        if column.derived:
            continue
        series = frame[column.name]
        if column.name == WRITTEN:
            texts = series.struct.unnest()
            try:
                values |= {each: _shared(texts[each], Decimal) for each in texts.columns}
            except DecimalException:
                raise LedgerError("written holds text that is no number") from None
        elif column.fields:
            nested[column.name] = _opened(column, series)
        elif column.kind is Kind.TEXT:
            values[column.name] = _shared(series, str)
        elif column.kind is not Kind.AMOUNT:
            values[column.name] = series.to_list()
    return Cells(values, nested)


def _series(column: Column, cells: Cells) -> pl.Series:
    """Make one column; amounts are still text."""
    if column.fields:
        return _records(column, cells.nested[column.name])
    values = cells.values[column.name]
    kind = column.kind
    if kind is Kind.AMOUNT:
        kind = Kind.TEXT
        values = [None if value is None else str(value) for value in values]
    try:
        return pl.Series(column.name, values, POLARS[kind])
    except (TypeError, OverflowError, UnicodeEncodeError):
        misfit = next(value for value in values if not _fits(value, POLARS[kind]))
        raise _misfit(column.name, misfit, kind) from None


def _fits(value: object, dtype: pl.DataType) -> bool:
    try:
        pl.Series([value], dtype=dtype)
    except (TypeError, OverflowError, UnicodeEncodeError):
        return False
    return True


def _misfit(name: str, value: object, kind: Kind) -> LedgerError:
    return LedgerError(f"{name} is {shorten(ascii(value))}, expected {_EXPECTED[kind]}")


def _amounts(texts: pl.Series) -> pl.Series:
    """Read amounts; those finer than the column are rounded, half up."""
    finer = texts.str.contains(_FINER)
    if finer.any():
        pairs = zip(texts, finer, strict=True)
        rounded = [
            f"{quantize(Decimal(text), AMOUNT_SCALE):f}" if is_finer else text
            for text, is_finer in pairs
        ]
        texts = pl.Series(texts.name, rounded, pl.String)
    amounts = texts.cast(POLARS[Kind.AMOUNT], strict=False)
    if amounts.null_count() != texts.null_count():
        misfit = texts.filter(amounts.is_null() & texts.is_not_null())[0]
        raise _misfit(texts.name, misfit, Kind.AMOUNT)
    return amounts


def _records(column: Column, nested: Nested) -> pl.Series:
    """Make a column of structs or of lists of structs."""
    structs = to_frame(column.fields, nested.cells).to_struct(column.name)
    counts = pl.Series("count", nested.counts, pl.Int64)
    dtype = polars_type(column)
    if column.kind is Kind.STRUCT:
        present, absent = structs, pl.Series(column.name, [None], dtype)
    else:
        owners = pl.DataFrame({"row": pl.int_range(len(counts), eager=True), "count": counts})
        owners = owners.filter(counts > 0).select(pl.col("row").repeat_by("count").explode())
        lists = owners.with_columns(structs).group_by("row", maintain_order=True).all()
        present, absent = lists[column.name], pl.Series(column.name, [[]], dtype)
    places = pl.select(pl.when(counts > 0).then((counts > 0).cum_sum() - 1).otherwise(len(present)))
    return present.append(absent).rechunk().gather(places.to_series())


def _opened(column: Column, series: pl.Series) -> Nested:
    """Undo `_records`."""
    if column.kind is Kind.STRUCT:
        counts = series.is_not_null().cast(pl.Int64)
        structs = series.drop_nulls()
    else:
        counts = series.list.len()
        structs = series.filter(counts > 0).explode()
    return Nested(counts.to_list(), from_frame(column.fields, structs.struct.unnest()))


def _shared(texts: pl.Series, convert: Callable[[str], T]) -> list[T | None]:
    """Convert texts; what repeats often is converted, and kept, once."""
    if texts.n_unique() * 4 > len(texts):
        return [None if text is None else convert(text) for text in texts.to_list()]
    once = {text: None if text is None else convert(text) for text in texts.unique().to_list()}
    if len(once) == 1:
        return [*once.values()] * len(texts)
    return [once[text] for text in texts.to_list()]
