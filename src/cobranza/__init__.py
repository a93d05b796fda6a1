"""From Mexican fiscal documents (CFDI 4.0) to receivables: ledger, aging and DSO.

The names below are the everyday ones; `cobranza.cfdi`, `cobranza.ledger` and `cobranza.aging` hold
the rest. Each is imported when it is first used, so that `import cobranza` stays cheap and someone
who only ages receivables never loads an XML parser.

>>> import cobranza
>>> cobranza.Buckets.days(30, 60).labels
('current', '1-30', '31-60', '>60', 'no due date')
"""

from __future__ import annotations

from cobranza._lazy import lazy

TYPE_CHECKING = False  # `typing` takes longer to import than all of this
if TYPE_CHECKING:
    from cobranza._version import __version__
    from cobranza.aging import Buckets, age, dso
    from cobranza.cfdi import Comprobante, Document, check, read, write
    from cobranza.ledger import Ledger, Receivable

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
    "__version__": "cobranza._version",
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

__getattr__, __dir__ = lazy(__name__, _HOMES)
