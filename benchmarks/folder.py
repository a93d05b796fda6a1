"""A folder of documents to its report, as the command line does it."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.timing import table

SIZES = (1_000, 10_000)
AS_OF = "2026-06-30"
MEASURE = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, capture_output=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def run() -> None:
    """Print time and peak memory of `cobranza report` for each size, two workers."""
    rows: list[list[str]] = []
    for size in SIZES:
        with tempfile.TemporaryDirectory() as place:
            folder, out = Path(place, "portfolio"), Path(place, "report")
            generate = ["-m", "cobranza.testing.portfolio", str(folder)]
            options = ["--documents", str(size), "--as-of", AS_OF]
            subprocess.run([sys.executable, *generate, *options], check=True, capture_output=True)
            command = Path(sys.executable).with_name("cobranza")
            options = ["--as-of", AS_OF, "--workers", "2", "--out", str(out)]
            start = time.perf_counter()
            measured = subprocess.run(
                [sys.executable, "-c", MEASURE, str(command), "report", str(folder), *options],
                check=True,
                capture_output=True,
            )
            seconds = time.perf_counter() - start
        peak = int(measured.stdout) / 1024
        rows.append([f"{size:,}", f"{seconds:.1f} s", f"{size / seconds:,.0f}", f"{peak:.0f} MiB"])
    print(table(("documents", "to report", "documents/s", "largest process"), rows))
