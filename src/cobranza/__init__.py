"""From Mexican fiscal documents (CFDI 4.0) to receivables: ledger, aging and DSO.

The names below are the everyday ones; `cobranza.cfdi`, `cobranza.ledger` and `cobranza.aging` hold
the rest. Each is imported when it is first used, so that `import cobranza` stays cheap and someone
who only ages receivables never loads an XML parser.

>>> import cobranza
>>> cobranza.Buckets.days(30, 60).labels
('current', '1-30', '31-60', '>60', 'no due date')
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cobranza.aging import Buckets, age, dso
    from cobranza.cfdi import Comprobante, Document, check, read, write
    from cobranza.ledger import Ledger, Receivable

    __version__: str

__all__ = [
    "Buckets",
    "Comprobante",
    "Document",
    "Ledger",
    "Receivable",
    "__version__",
    "age",
    "check",
    "dso",
    "read",
    "write",
]

_HOMES = {
    "Buckets": "cobranza.aging",
    "Comprobante": "cobranza.cfdi",
    "Document": "cobranza.cfdi",
    "Ledger": "cobranza.ledger",
    "Receivable": "cobranza.ledger",
    "age": "cobranza.aging",
    "check": "cobranza.cfdi",
    "dso": "cobranza.aging",
    "read": "cobranza.cfdi",
    "write": "cobranza.cfdi",
}


def __getattr__(name: str) -> object:
    if name == "__version__":
        value: object = importlib.import_module("importlib.metadata").version(__name__)
    elif name in _HOMES:
        value = getattr(importlib.import_module(_HOMES[name]), name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
