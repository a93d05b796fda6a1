"""What tests need: valid documents, ways to break them, and made-up companies with known answers.

`comprobantes`, `mutations` and `ledgers` are hypothesis strategies: documents that SAT would
accept, those with an edit that breaks certain rules, and documents with facts whose true balances
are known. They need the extra `testing`. `MUTATIONS` and `mutation` give the edits by themselves,
and `cobranza.testing.portfolio` writes the receivables of an invented issuer as CFDI 4.0 documents,
of any size, with the true balances beside them; `LedgerCase` turns them into what a ledger is told.
These need nothing else.

>>> from cobranza.cfdi import check
>>> from cobranza.testing import mutation
>>> check(mutation("CFDI40108").failing_example()).ok
False
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from cobranza.errors import MissingExtraError

if TYPE_CHECKING:
    from cobranza.testing._ledger_case import LedgerCase
    from cobranza.testing._ledgers import ledgers
    from cobranza.testing._mutations import MUTATIONS, Mutation, mutation
    from cobranza.testing.strategies import comprobantes, mutations

__all__ = [
    "MUTATIONS",
    "LedgerCase",
    "Mutation",
    "comprobantes",
    "ledgers",
    "mutation",
    "mutations",
]

_HOMES = {
    "LedgerCase": "cobranza.testing._ledger_case",
    "MUTATIONS": "cobranza.testing._mutations",
    "Mutation": "cobranza.testing._mutations",
    "comprobantes": "cobranza.testing.strategies",
    "ledgers": "cobranza.testing._ledgers",
    "mutation": "cobranza.testing._mutations",
    "mutations": "cobranza.testing.strategies",
}


def __getattr__(name: str) -> object:
    """Load what is asked for: the portfolio needs none of it, and only strategies hypothesis."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        value: object = getattr(importlib.import_module(_HOMES[name]), name)
    except ModuleNotFoundError as error:
        if error.name != "hypothesis":
            raise
        raise MissingExtraError(
            f"{__name__}.{name} needs hypothesis: pip install 'cobranza[testing]'"
        ) from error
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
