"""Run the benchmarks named on the command line, or all but the slow ones."""

from __future__ import annotations

import platform
import sys
from itertools import takewhile

from benchmarks import (
    amortization,
    checking,
    folder,
    frames,
    imports,
    ledger,
    read_write,
    report,
    sat_files,
    scoring,
    seals,
)

BENCHMARKS = {
    "read": read_write.run,
    "check": checking.run,
    "imports": imports.run,
    "folder": folder.run,
    "frames": frames.run,
    "ledger": ledger.run,
    "report": report.run,
    "sat-files": sat_files.run,
    "scoring": scoring.run,
    "seals": seals.run,
    "amortization": amortization.run,
}
SLOW = {"ledger", "report"}

if __name__ == "__main__":
    # What begins with a dash, and all that follows, is for the benchmark itself.
    given = [*takewhile(lambda word: not word.startswith("-"), sys.argv[1:])]
    names = given or [name for name in BENCHMARKS if name not in SLOW]
    unknown = set(names) - set(BENCHMARKS)
    if unknown:
        sys.exit(f"no benchmark {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}")
    print(f"Python {platform.python_version()}, {platform.machine()}\n")
    for name in names:
        print(f"## {name}\n")
        BENCHMARKS[name]()
        print()
