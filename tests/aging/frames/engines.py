"""The same small tables in every dataframe engine that is installed."""

import importlib
import importlib.util
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import narwhals as nw
import pytest

from cobranza.aging import AppliedKind, Item

pa: Any = pytest.importorskip("pyarrow", reason="the tables of these tests are made in pyarrow")

LEDGER, CENTS, CENTAVOS = pa.decimal128(38, 10), pa.decimal128(18, 2), pa.int64()
"""The types that amounts may have: those of a ledger, decimals, and whole numbers."""

Native = Callable[[Any], Any]
"""From an Arrow table to the frame of some engine."""


def _polars(table: Any, _request: pytest.FixtureRequest) -> Any:
    return importlib.import_module("polars").DataFrame(table)


def _polars_lazy(table: Any, request: pytest.FixtureRequest) -> Any:
    return _polars(table, request).lazy()


def _pandas(table: Any, _request: pytest.FixtureRequest) -> Any:
    return table.to_pandas(date_as_object=False)


def _pandas_arrow(table: Any, _request: pytest.FixtureRequest) -> Any:
    return table.to_pandas(types_mapper=importlib.import_module("pandas").ArrowDtype)


def _pyarrow(table: Any, _request: pytest.FixtureRequest) -> Any:
    return table


def _duckdb(table: Any, request: pytest.FixtureRequest) -> Any:
    return request.getfixturevalue("connection").from_arrow(table)


def _pyspark(table: Any, request: pytest.FixtureRequest) -> Any:
    return request.getfixturevalue("spark").createDataFrame(table)


def _dask(table: Any, request: pytest.FixtureRequest) -> Any:
    frame = _pandas_arrow(table, request)
    return importlib.import_module("dask.dataframe").from_pandas(frame, npartitions=2)


def _ibis(table: Any, _request: pytest.FixtureRequest) -> Any:
    return importlib.import_module("ibis").memtable(table)


_MAKERS: dict[str, Callable[[Any, pytest.FixtureRequest], Any]] = {
    "polars": _polars,
    "polars-lazy": _polars_lazy,
    "pandas": _pandas,
    "pandas-arrow": _pandas_arrow,
    "pyarrow": _pyarrow,
    "duckdb": _duckdb,
    "pyspark": _pyspark,
    "dask": _dask,
    "ibis": _ibis,
}
ENGINES = tuple(_MAKERS)


def native(engine: str, request: pytest.FixtureRequest) -> Native:
    """Tell how a table comes to an engine as its users have it."""
    module = engine.partition("-")[0]
    if importlib.util.find_spec(module) is None:
        pytest.skip(f"{module} is not installed")
    return lambda table: _MAKERS[engine](table, request)


def table(rows: Iterable[Mapping[str, object]], **types: Any) -> Any:
    """An Arrow table with a column for each of the types; None where a row tells nothing."""
    return pa.Table.from_pylist([*rows], schema=pa.schema([*types.items()]))


def invoices(items: Sequence[Item], money: Any = CENTS) -> Any:
    """The items as a table of invoices, each with its place as its id."""
    rows = [
        {
            "uuid": str(place),
            "customer_rfc": each.customer.rfc,
            "customer_name": each.customer.name,
            "currency": each.currency,
            "issued": each.issued,
            "due": each.due,
            "amount": amount(each.amount, money),
            "region": each.dimensions.get("region", ""),
        }
        for place, each in enumerate(items)
    ]
    text, day = pa.string(), pa.date32()
    return table(
        rows,
        uuid=text,
        customer_rfc=text,
        customer_name=text,
        currency=text,
        issued=day,
        due=day,
        amount=money,
        region=text,
    )


def movements(items: Sequence[Item], money: Any = CENTS) -> Any:
    """What was applied to the items, as a ledger has it: charges too, and what is taken back."""
    rows: list[dict[str, object]] = []
    for place, item in enumerate(items):
        key: dict[str, object] = {"receivable": str(place)}
        charged = amount(item.amount, money)
        rows.append({**key, "date": item.issued, "amount": charged, "kind": "charge"})
        for each in item.applied:
            kind = "credit_note" if each.kind is AppliedKind.CREDIT else each.kind.value
            moved = {**key, "date": each.date, "amount": amount(-each.amount, money), "kind": kind}
            back = {"kind": "cancellation", "reverses": kind} if each.amount < 0 else {}
            rows.append({**moved, **back})
    text, day = pa.string(), pa.date32()
    return table(rows, receivable=text, date=day, amount=money, kind=text, reverses=text)


def balances(items: Sequence[Item], as_of: date, money: Any = CENTS) -> Any:
    """The items as a table of balances at the end of a day."""
    owed = [amount(each.balance(as_of), money) for each in items]
    return invoices(items, money).append_column("balance", pa.array(owed, money))


def amount(value: Decimal, money: Any) -> Decimal | int:
    """An amount as a column of that type has it."""
    return int(value.scaleb(2)) if money == CENTAVOS else value


def exact(cell: Any, money: Any) -> Decimal:
    """An amount of an answer as the objects have it."""
    return Decimal(int(cell)).scaleb(-2) if money == CENTAVOS else Decimal(cell)


def rows(frame: Any) -> list[dict[str, Any]]:
    """The rows of any frame, whatever engine it is of."""
    lazy = nw.from_native(frame).lazy()
    found = lazy.collect("pyarrow" if lazy.implementation.is_spark_like() else None)
    return [
        {name: None if _is_missing(cell) else cell for name, cell in row.items()}
        for row in found.iter_rows(named=True)
    ]


def _is_missing(cell: Any) -> bool:
    return cell is None or type(cell).__name__ == "NAType" or bool(cell != cell)  # noqa: PLR0124
