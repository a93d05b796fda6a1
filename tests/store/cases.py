"""Stores to test with, and what must hold of them."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cobranza.cli._options import KINDS, TableFiles
from cobranza.ledger import Ledger
from cobranza.sources import Digested, Refused, digest_files
from cobranza.store import _arrivals, _draft, _plan, _reading
from cobranza.testing.portfolio import Portfolio, write_portfolio

AS_OF = date(2026, 6, 30)


def make_small(patch: pytest.MonkeyPatch) -> None:
    """Make parts so small that a few documents make several, and let all go by twos."""
    patch.setattr(_draft, "PART_DOCUMENTS", 4)
    patch.setattr(_plan, "PART_DOCUMENTS", 4)
    patch.setattr(_draft, "_SPILL_ROWS", 3)
    patch.setattr(_arrivals, "_CHUNK", 2)
    patch.setattr(_reading, "_CHUNK", 2)


def portfolio_in(folder: Path, documents: int = 120, seed: int = 3) -> dict[str, Any]:
    """Write a portfolio, and give what its tables say."""
    write_portfolio(folder, Portfolio(size=documents, seed=seed, as_of=AS_OF))
    return TableFiles.of(folder, dict.fromkeys(KINDS)).read()


def rebuilt(*sources: Path, **said: Any) -> Ledger:
    """Build the ledger of all files of some sources at once."""
    outcomes = [outcome for source in sources for outcome in digest_files(source)]
    documents = [
        each.document if isinstance(each, Digested) else each
        for each in outcomes
        if not isinstance(each, Refused)
    ]
    return Ledger.build(documents, **said)
