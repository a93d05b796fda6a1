"""Schedules, one by one beside pyloan and numpy-financial, and a million of them as tables."""

from __future__ import annotations

import random
import time
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy_financial as npf
import polars as pl
from pyloan.pyloan import Loan

from benchmarks.timing import medians, table
from cobranza.credit.cost import xirr
from cobranza.credit.plans import GERMAN, DayCount, amortize
from cobranza.credit.plans.frames import schedules

if TYPE_CHECKING:
    from collections.abc import Callable

Terms = tuple[Decimal, Decimal]

START: Final = date(2026, 1, 15)
MONTHS: Final = 36
LOANS: Final = 200
ROUNDS: Final = 3
MANY: Final = 1_000_000


def run() -> None:
    """Print the time of one schedule of each kind, and of a million."""
    print(table(("one schedule of 36 months", "time", "ratio to cobranza"), singly()))
    print()
    print(
        table(
            ("1,000,000 schedules of 36 months", "seconds", "processor time", "peak memory"),
            together(),
        )
    )


def singly() -> list[list[str]]:
    """Time the same loans with each library, in turns."""
    draw = random.Random(1)
    loans = [
        (Decimal(draw.randint(10**6, 10**8)) / 100, Decimal(draw.randint(100, 6000)) / 10_000)
        for _ in range(LOANS)
    ]
    plans = [ours()(terms) for terms in loans]
    times = medians(
        {
            "cobranza, French": (ours(), loans),
            "cobranza, German, IVA": (ours(method=GERMAN, iva="0.16"), loans),
            "cobranza, French, ACT/360": (ours(day_count=DayCount.ACT_360), loans),
            "cobranza, French, first takes the residual": (ours(residual="first"), loans),
            "pyloan, annuity": (theirs, loans),
            "numpy-financial, ipmt and ppmt (floats, no dates)": (arrays, loans),
            "cobranza, xirr of a schedule": (lambda plan: xirr(plan.flows()), plans),
        },
        ROUNDS,
    )
    first = times["cobranza, French"]
    return [[name, f"{each:.0f} µs", f"{each / first:.2f}"] for name, each in times.items()]


def ours(**options: Any) -> Callable[[Terms], Any]:  # noqa: ANN401 - they are those of amortize
    """Give a function that computes a schedule."""
    return lambda terms: amortize(terms[0], rate=terms[1], start=START, periods=MONTHS, **options)


def theirs(terms: Terms) -> object:
    """Compute a schedule with pyloan."""
    principal, rate = terms
    loan = Loan(float(principal), float(rate * 100), MONTHS, str(START), "M")
    return loan.get_payment_schedule()


def arrays(terms: Terms) -> object:
    """Compute interest and principal with numpy-financial."""
    principal, rate = float(terms[0]), float(terms[1]) / 12
    number = np.arange(1, MONTHS + 1)
    return (
        npf.ipmt(rate, number, MONTHS, principal),
        npf.ppmt(rate, number, MONTHS, principal),
    )


def together() -> list[list[str]]:
    """Time a million loans, all different, as tables that are not kept."""
    number = pl.col("loan")
    loans = pl.DataFrame({"loan": range(MANY)}).with_columns(
        principal=number * 7919 % 100_000_000 + 100_000,  # centavos
        rate=(number % 6000).cast(pl.Decimal(18, 4)) / 10_000,
        periods=MONTHS,
        start=pl.lit(START).dt.offset_by(pl.format("{}d", number % 365)),
    )
    kinds: dict[str, dict[str, Any]] = {
        "French": {},
        "French, ACT/360, IVA": {"day_count": DayCount.ACT_360, "iva": "0.16"},
        "German, IVA": {"method": GERMAN, "iva": "0.16"},
    }
    rows: list[list[str]] = []
    for name, rules in kinds.items():
        start, busy = time.perf_counter(), time.process_time()
        instalments = sum(found.height for found in schedules(loans, **rules))
        taken, worked = time.perf_counter() - start, time.process_time() - busy
        shown = f"{name}, {instalments:,} rows"
        rows.append([shown, f"{taken:.1f}", f"{worked:.1f}", f"{peak() / 1024:,.0f} MiB"])
    return rows


def peak() -> int:
    """Give the most memory that this process has had, in KiB."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
