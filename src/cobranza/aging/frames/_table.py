"""A table of any engine: what its columns hold, asked in the way that every engine understands.

Three rules keep the engines from giving wrong numbers without a word, or none. A sum under a
condition is a column made first (`masked`) and summed after: inside `agg` some engines ignore the
condition. Days are compared with literal days, and never subtracted. Amounts are summed and
compared, and never added column to column: at 38 digits Arrow has no room for the result.
"""

from __future__ import annotations

import datetime as dt
import importlib
from copy import copy
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, Literal, cast

import attrs
import narwhals as nw

from cobranza.errors import CobranzaError, MoneyError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from narwhals.typing import IntoFrameT

    Frame = nw.LazyFrame[Any]

__all__ = ["Amounts", "Table", "check_same_money", "masked", "returned", "rows"]

_CENTAVOS: Final = -2
"""The exponent of an amount that is a whole number."""
_DAY: Final = dt.timedelta(days=1)


@attrs.frozen(kw_only=True)
class Amounts:
    """How a column holds amounts: as decimals, or as whole numbers of centavos."""

    column: str
    whole: bool
    decimals: int | None
    untyped: bool

    @property
    def zero(self) -> Decimal | int:
        """The zero that they are compared with: objects of pandas want one of their kind."""
        return Decimal(0) if self.untyped else 0

    def read(self, value: Any) -> Decimal:  # noqa: ANN401 - what an engine gives
        """Give an amount, or a sum of them, as an exact decimal.

        Raises:
            MoneyError: they are floats, in a column whose type does not tell.
        """
        if isinstance(value, float):
            raise MoneyError(f"{self.column} has floats, expected decimals, or Int64 centavos")
        return Decimal(int(value)).scaleb(_CENTAVOS) if self.whole else Decimal(value)


def check_same_money(ours: Amounts, theirs: Amounts) -> None:
    """Refuse amounts that one table has as decimals and the other as centavos.

    Raises:
        MoneyError: they are so.
    """
    if ours.whole != theirs.whole:
        kinds = " and ".join(
            f"{each.column} has {'whole numbers' if each.whole else 'decimals'}"
            for each in (ours, theirs)
        )
        raise MoneyError(f"{kinds}, expected the same of both")


class Table:
    """A table and the types of its columns.

    `what` is how errors call it, and `amounts` are its columns of money.

    Raises:
        CobranzaError: there is no such column.
        MoneyError: one has neither decimals nor whole numbers.
    """

    def __init__(self, native: object, what: str, *amounts: str) -> None:
        given = _opened(native)
        self.what = what
        self._schema = given.collect_schema()
        # A column of objects without rows tells no type.
        self._untyped = isinstance(given, nw.DataFrame) and not len(given)
        self._amounts = {name: self._held(name) for name in amounts}
        whole = [name for name, held in self._amounts.items() if held.whole]
        if whole and isinstance(given, nw.DataFrame):
            # The whole numbers of NumPy become floats as soon as one is missing.
            given = given.with_columns(*(nw.maybe_convert_dtypes(given[name]) for name in whole))
        self.frame: Frame = given.lazy()
        if whole:
            # Some engines sum in the type that they get, and wrap.
            self.frame = self.frame.with_columns(nw.col(*whole).cast(nw.Int64))

    @property
    def names(self) -> list[str]:
        """The names of the columns."""
        return list(self._schema)

    def where(self, *conditions: nw.Expr) -> Table:
        """Leave some of the rows."""
        return self._but(self.frame.filter(*conditions))

    def joined(self, ids: Frame, name: str, theirs: str, *, how: Literal["anti", "inner"]) -> Table:
        """Leave the rows that some ids name, or those that they do not."""
        found = self.frame.join(ids, left_on=name, right_on=theirs, how=how)
        # Some engines keep the ids too.
        return self._but(found.select(self.names))

    def require(self, *names: str) -> None:
        """Check that there are such columns.

        Raises:
            CobranzaError: one is missing.
        """
        for name in names:
            if name not in self._schema:
                known = ", ".join(self.names)
                raise CobranzaError(f"{self.what} have no column {name!r}; there are {known}")

    def day(self, name: str) -> nw.Expr:
        """Give the days of a column of dates or datetimes."""
        column = self._days(name)
        return column if self._schema[name] == nw.Date else column.cast(nw.Date)

    def before(self, name: str, day: dt.date) -> nw.Expr:
        """Tell whether the day of a column is before another; null where there is none."""
        column = self._days(name)
        is_date = self._schema[name] == nw.Date
        return column < (day if is_date else dt.datetime.combine(day, dt.time()))

    def until(self, name: str, day: dt.date) -> nw.Expr:
        """Tell whether the day of a column is not after another; null where there is none."""
        return self.before(name, day + _DAY)

    def place(self, name: str, days: Sequence[dt.date]) -> nw.Expr:
        """Count how many of some growing days are not after the day of a column; -1 for none."""
        place = nw.lit(len(days))
        for count, day in reversed([*enumerate(days)]):
            place = nw.when(self.before(name, day)).then(nw.lit(count)).otherwise(place)
        return nw.when(nw.col(name).is_null()).then(nw.lit(-1)).otherwise(place)

    def amounts(self, name: str) -> Amounts:
        """Tell how a column of money holds amounts."""
        return self._amounts[name]

    def _held(self, name: str) -> Amounts:
        self.require(name)
        found = self._schema[name]
        column = f"column {name!r} of {self.what}"
        is_exact = isinstance(found, (nw.Decimal, nw.Object)) or found.is_integer()
        if not (is_exact or self._untyped):
            raise MoneyError(f"{column} is {found}, expected decimals, or Int64 centavos")
        return Amounts(
            column=column,
            whole=found.is_integer(),
            decimals=found.scale if isinstance(found, nw.Decimal) else None,
            untyped=not isinstance(found, nw.Decimal) and not found.is_integer(),
        )

    def _but(self, frame: Frame) -> Table:
        other = copy(self)
        other.frame = frame
        return other

    def _days(self, name: str) -> nw.Expr:
        self.require(name)
        found = self._schema[name]
        is_local = isinstance(found, nw.Datetime) and found.time_zone is None
        if not (is_local or isinstance(found, nw.Date) or self._untyped):
            raise CobranzaError(
                f"column {name!r} of {self.what} is {found}, expected dates, or datetimes without "
                "zone"
            )
        return nw.col(name)


def masked(condition: nw.Expr, column: nw.Expr) -> nw.Expr:
    """Give a column where a condition holds, and null elsewhere."""
    return nw.when(condition).then(column)


def returned(frame: Frame, like: IntoFrameT) -> IntoFrameT:
    """Give a frame of the engine that asked, computed if its frames are."""
    given: nw.DataFrame[Any] | Frame = nw.from_native(cast("Any", like))
    if given.implementation.is_dask():
        found = frame.collect().to_native().to_pandas(types_mapper=_namespace("pandas").ArrowDtype)
        return cast("IntoFrameT", _namespace("dask.dataframe").from_pandas(found, npartitions=1))
    is_eager = isinstance(given, nw.DataFrame)
    return cast("IntoFrameT", (frame.collect() if is_eager else frame).to_native())


def rows(frame: Frame) -> Iterator[tuple[Any, ...]]:
    """Compute a frame and bring its rows here; whatever stands for null is `None`."""
    is_spark = frame.implementation.is_spark_like()
    found = frame.collect(backend="pyarrow") if is_spark else frame.collect()
    for row in found.iter_rows():
        yield tuple(None if _is_missing(cell) else cell for cell in row)


def _opened(native: object) -> nw.DataFrame[Any] | Frame:
    """Treat frames alike, but those of Dask: without a word it loses null keys and large numbers.

    They come to memory, in Arrow.
    """
    given: nw.DataFrame[Any] | Frame = nw.from_native(cast("Any", native))
    if isinstance(given, nw.LazyFrame) and given.implementation.is_dask():
        return given.collect("pyarrow")
    return given


def _namespace(name: str) -> Any:  # noqa: ANN401 - its types are its own
    """Import what only one engine needs."""
    return importlib.import_module(name)


def _is_missing(cell: object) -> bool:
    if cell is None or type(cell).__name__ in {"NAType", "NaTType"}:
        return True
    return isinstance(cell, float) and cell != cell  # noqa: PLR0124 - only NaN is not itself
