"""Figures over dataframes, beside the same written by hand in Polars, and on every engine."""

from __future__ import annotations

import importlib
import importlib.util
import json
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import narwhals as nw
import polars as pl

from benchmarks.timing import table
from cobranza.aging import Buckets, frames

if TYPE_CHECKING:
    from collections.abc import Callable

Frame = Any

ITEMS: Final = 10_000_000
CUSTOMERS: Final = 139_585
DEBTS: Final = 1_250_000
ROUNDS: Final = 3
ENDS: Final = [date(2025, month + 1, 1) - timedelta(days=1) for month in range(1, 12)]
DATES: Final = [*ENDS, date(2025, 12, 31)]
AS_OF: Final = DATES[-1]
LIMITS: Final = (30, 60, 90, 120)
BUCKETS: Final = Buckets.days(*LIMITS)
# These take seconds to begin, or several times the memory.
SMALLER: Final = {"pandas": 10, "pandas-arrow": 10, "pyspark": 10, "dask": 10}


def run() -> None:
    """Print how long figures take beside hand-written ones, and on every engine installed."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        write(folder, 1)
        write(folder, 10)
        print(table(("figure", "by hand", "cobranza", "ratio", "processor time"), beside(folder)))
        print()
        header = ("engine", "open items", "aging", "snapshots", "matrix", "peak memory")
        print(table(header, engines(folder)))


def write(folder: Path, part: int) -> None:
    """Write open items and snapshots to Parquet, amounts in centavos, a `part`-th of them all."""
    number = pl.int_range(ITEMS // part, eager=True).alias("number")
    items = pl.DataFrame(number).select(
        account=pl.format("C{}", drawn(1, CUSTOMERS)),
        currency=pl.lit("MXN"),
        due=pl.when(pl.col("number") % 50 != 0).then(pl.lit(AS_OF) - days(2)),
        balance=drawn(3, 10_000_000).cast(pl.Int64),
    )
    items.write_parquet(folder / f"items-{part}.parquet")
    debts = pl.DataFrame(pl.int_range(DEBTS // part, eager=True).alias("number")).select(
        "number", gone=drawn(4, 36), due=pl.lit(DATES[3]) - days(5), amount=drawn(6, 10_000_000)
    )
    snapshots = [
        debts.filter(pl.col("gone") > step).select(
            uuid="number",
            currency=pl.lit("MXN"),
            as_of=pl.lit(end),
            due="due",
            balance=(pl.col("amount") * (50 - step) // 50).cast(pl.Int64),
        )
        for step, end in enumerate(DATES)
    ]
    pl.concat(snapshots).write_parquet(folder / f"snapshots-{part}.parquet")


def drawn(seed: int, choices: int) -> pl.Expr:
    """A whole number for each row, the same in every run."""
    return pl.col("number").hash(seed) % choices


def days(seed: int) -> pl.Expr:
    """Up to 60 days less than none, and up to 199 more."""
    return pl.duration(days=drawn(seed, 260).cast(pl.Int64) - 60)


def bucket(day: date, due: str = "due") -> pl.Expr:
    """The bucket of a due date, as one writes it by hand."""
    late = (pl.lit(day) - pl.col(due)).dt.total_days()
    found = pl.when(late.is_null()).then(6).when(late <= 0).then(0)
    for place, limit in enumerate(LIMITS, 1):
        found = found.when(late <= limit).then(place)
    return found.otherwise(5)


def age_by_hand(items: pl.LazyFrame) -> pl.DataFrame:
    """Age open items, as one writes it by hand."""
    keys = ("account", "currency")
    sums = items.with_columns(bucket=bucket(AS_OF)).group_by(*keys, "bucket")
    cells = [
        pl.col("balance").filter(pl.col("bucket") == place).sum().alias(label)
        for place, label in enumerate(BUCKETS.labels)
    ]
    total = pl.col("balance").sum().alias("outstanding")
    long = sums.agg(pl.col("balance").sum(), items=pl.len())
    return long.group_by(*keys).agg(pl.col("items").sum(), *cells, total).collect()


def matrix_by_hand(snapshots: pl.LazyFrame) -> pl.DataFrame:
    """Follow debts from date to date, as one writes it by hand."""
    steps: list[pl.LazyFrame] = []
    for start, end in pairwise(DATES):
        before = snapshots.filter(pl.col("as_of") == start)
        after = snapshots.filter(pl.col("as_of") == end)
        found = before.select("uuid", "balance", origin=bucket(start)).join(
            after.select("uuid", left="balance", end=bucket(end)), on="uuid", how="left"
        )
        stays = pl.min_horizontal("balance", pl.col("left").fill_null(0))
        sums = (pl.len().alias("debts"), stays.sum().alias("stays"), pl.col("balance").sum())
        steps.append(found.group_by("origin", "end").agg(*sums))
    return pl.concat(steps).group_by("origin", "end").sum().collect()


def age(items: Frame) -> object:
    """Age open items with the library."""
    return computed(frames.age(items, as_of=AS_OF, buckets=BUCKETS, by="account"))


def matrix(snapshots: Frame) -> object:
    """Follow debts from date to date with the library."""
    return frames.snapshot_matrix(snapshots, dates=DATES, buckets=BUCKETS, currency="MXN")


def computed(frame: Frame) -> object:
    """Bring an answer to memory, lazy or not."""
    lazy = nw.from_native(frame).lazy()
    return lazy.collect("pyarrow" if lazy.implementation.is_spark_like() else None)


def beside(folder: Path) -> list[list[str]]:
    """Time each figure and the same by hand, in turns, on frames in memory."""
    items = pl.read_parquet(folder / "items-1.parquet").lazy()
    snapshots = pl.read_parquet(folder / "snapshots-1.parquet").lazy()
    decimals = items.with_columns(pl.col("balance").cast(pl.Decimal(18, 2))).collect().lazy()
    number = f"{snapshots.select(pl.len()).collect().item():,}"
    return [
        compared(f"aging of {ITEMS:,} items, in centavos", age_by_hand, age, items),
        compared(f"aging of {ITEMS:,} items, in decimals", age_by_hand, age, decimals),
        compared(f"matrix of {number} snapshots", matrix_by_hand, matrix, snapshots),
    ]


def compared(
    name: str, by_hand: Callable[[Frame], object], ours: Callable[[Frame], object], frame: Frame
) -> list[str]:
    """Give the medians of both, in turns."""
    taken = [[timed(each, frame) for each in (by_hand, ours)] for _ in range(ROUNDS)]
    (hand, hand_busy), (own, own_busy) = (
        [statistics.median(figure) for figure in zip(*runs, strict=True)]
        for runs in zip(*taken, strict=True)
    )
    busy = f"{own_busy:.2f} / {hand_busy:.2f} s"
    return [name, f"{hand:.2f} s", f"{own:.2f} s", f"{own / hand:.2f}", busy]


def timed(function: Callable[[Frame], object], frame: Frame) -> tuple[float, float]:
    """Give seconds by the clock, and of processor time of all threads."""
    start, busy = time.perf_counter(), time.process_time()
    function(frame)
    return time.perf_counter() - start, time.process_time() - busy


def engines(folder: Path) -> list[list[str]]:
    """Run every engine that is installed in a process of its own."""
    rows: list[list[str]] = []
    for name in READERS:
        if importlib.util.find_spec(name.partition("-")[0]) is None:
            rows.append([name, "not installed", "", "", "", ""])
            continue
        part = SMALLER.get(name, 1)
        command = [sys.executable, "-W", "ignore", "-m", "benchmarks.frames", name, str(folder)]
        done = subprocess.run([*command, str(part)], check=True, capture_output=True, text=True)
        found = json.loads(done.stdout.splitlines()[-1])
        rows.append(
            [
                name,
                f"{ITEMS // part:,}",
                f"{found['age']:.2f} s",
                f"{found['rows']:,}",
                f"{found['matrix']:.2f} s",
                f"{found['peak'] / 1024:,.0f} MiB",
            ]
        )
    return rows


def measure(engine: str, folder: Path, part: int) -> None:
    """Print what an engine takes, reading included where it reads by need: best of two runs."""
    items = READERS[engine](str(folder / f"items-{part}.parquet"))
    snapshots = READERS[engine](path := str(folder / f"snapshots-{part}.parquet"))
    found = {
        "age": min(timed(age, items)[0] for _ in range(2)),
        "matrix": min(timed(matrix, snapshots)[0] for _ in range(2)),
        "rows": pl.scan_parquet(path).select(pl.len()).collect().item(),
        "peak": peak(),
    }
    print(json.dumps(found))


def peak() -> int:
    """Give the most memory that this process has had, in KiB."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


def module(name: str) -> Any:  # noqa: ANN401 - its types are its own
    """Import what only one engine needs."""
    return importlib.import_module(name)


def spark(path: str) -> Frame:
    """Read a file with Spark on this machine."""
    builder = module("pyspark.sql").SparkSession.builder.master("local[2]")
    builder = builder.config("spark.ui.enabled", "false").config("spark.driver.memory", "4g")
    return builder.config("spark.sql.shuffle.partitions", "4").getOrCreate().read.parquet(path)


READERS: Final[dict[str, Callable[[str], Frame]]] = {
    "polars-lazy": pl.scan_parquet,
    "polars": pl.read_parquet,
    "pandas": lambda path: (
        module("pyarrow.parquet").read_table(path).to_pandas(date_as_object=False)
    ),
    "pandas-arrow": lambda path: module("pandas").read_parquet(path, dtype_backend="pyarrow"),
    "pyarrow": lambda path: module("pyarrow.parquet").read_table(path),
    "duckdb": lambda path: module("duckdb").read_parquet(path),
    "pyspark": spark,
    "dask": lambda path: module("dask.dataframe").read_parquet(path, dtype_backend="pyarrow"),
    "ibis": lambda path: module("ibis").read_parquet(path),
}

if __name__ == "__main__":
    measure(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
