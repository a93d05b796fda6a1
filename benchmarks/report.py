"""The report of documents that are read already: each step on the way to its files."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import attrs

from benchmarks.ledger import AS_OF, SEED, Told
from benchmarks.timing import table
from cobranza.ledger import Skipped
from cobranza.ledger.customers import Customers
from cobranza.report import build_report, write_report
from cobranza.report.workbook import write_workbook
from cobranza.sources import Digested, Intake
from cobranza.testing.portfolio import Portfolio

SIZES = (10_000, 100_000)


def run() -> None:
    """Print a row for each size, each in a process of its own."""
    header = (
        "documents",
        "ledger and report",
        "page and tables",
        "workbook",
        "processor",
        "page",
        "memory",
    )
    rows = [_row(size) for size in SIZES]
    print(table(header, rows))


def _row(size: int) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.report", str(size)], check=True, stdout=subprocess.PIPE
    )
    found = json.loads(done.stdout)
    return [
        f"{size:,}",
        *(f"{found[step]:.1f} s" for step in ("report", "write", "workbook")),
        f"{found['processor']:.1f} s",
        f"{found['page'] / 2**20:.1f} MiB",
        f"{found['peak']:,} MiB",
    ]


def measure(size: int) -> dict[str, float]:
    """Time the steps from documents in memory to files."""
    told = Told.of(Portfolio(size=size, seed=SEED, as_of=AS_OF), with_documents=True)
    intake = Intake.of(
        each if isinstance(each, Skipped) else Digested(name=f"{each.uuid}.xml", document=each)
        for each in told.documents
    )
    facts = attrs.asdict(
        told, recurse=False, filter=attrs.filters.exclude("documents", "customers")
    )
    customers = Customers(records=told.customers)
    with tempfile.TemporaryDirectory() as place:
        begun, used = time.perf_counter(), time.process_time()
        report = build_report(intake, as_of=AS_OF, customers=customers, **facts)
        built = time.perf_counter()
        page, *_ = write_report(report, place)
        written = time.perf_counter()
        write_workbook(report, Path(place, "report.xlsx"))
        done = time.perf_counter()
        return {
            "report": built - begun,
            "write": written - built,
            "workbook": done - written,
            "processor": time.process_time() - used,
            "page": page.stat().st_size,
            "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        }


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]))))
