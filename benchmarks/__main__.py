"""Run the benchmarks named on the command line, or all of them."""

from __future__ import annotations

import platform
import sys

from benchmarks import checking, folder, imports, read_write

BENCHMARKS = {
    "read": read_write.run,
    "check": checking.run,
    "imports": imports.run,
    "folder": folder.run,
}

if __name__ == "__main__":
    names = sys.argv[1:] or list(BENCHMARKS)
    unknown = set(names) - set(BENCHMARKS)
    if unknown:
        sys.exit(f"no benchmark {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}")
    print(f"Python {platform.python_version()}, {platform.machine()}\n")
    for name in names:
        print(f"## {name}\n")
        BENCHMARKS[name]()
        print()
