"""What an import costs over bare Python, in fresh processes that take turns."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

from benchmarks.timing import table

STATEMENTS = (
    "pass",
    "import cobranza",
    "import cobranza.cfdi",
    "from cobranza.ledger import Ledger",
    "from cobranza.aging import age",
    "from cobranza.credit import amortize",
    "import lxml.etree",
    "import satcfdi.cfdi",
)
ROUNDS = 15


def run() -> None:
    """Print the median of each import, and what it adds to starting Python."""
    taken: dict[str, list[float]] = {statement: [] for statement in STATEMENTS}
    for _ in range(ROUNDS):
        for statement in STATEMENTS:
            start = time.perf_counter()
            subprocess.run([sys.executable, "-c", statement], check=True)
            taken[statement].append((time.perf_counter() - start) * 1000)
    medians = {statement: statistics.median(times) for statement, times in taken.items()}
    rows = [
        [f"`{statement}`", f"{each:.0f} ms", f"{each - medians['pass']:.0f} ms"]
        for statement, each in medians.items()
    ]
    print(table(("", "process", "over bare Python"), rows))
