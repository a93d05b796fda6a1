"""A folder of documents to its report, as the command line does it."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.timing import table

SIZES = (1_000, 10_000)
AS_OF = "2026-06-30"


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
            start = time.perf_counter()
            subprocess.run(
                [command, "report", folder, "--as-of", AS_OF, "--workers", "2", "--out", out],
                check=True,
                capture_output=True,
            )
            seconds = time.perf_counter() - start
        # The largest of all children so far: sizes grow, so it is this run's.
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        rows.append([f"{size:,}", f"{seconds:.1f} s", f"{size / seconds:,.0f}", f"{peak:.0f} MiB"])
    print(table(("documents", "to report", "documents/s", "largest process"), rows))
