"""Where documents come from: folders, ZIP archives, lists of files, and the tables beside them.

`digest_files` reads every CFDI of a source, in several processes if wanted, and says of each file
what became of it: a document for the ledger, a refusal with its reason, or a document that moves no
balance. One bad file never stops the others. Each name is imported when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cobranza._lazy import lazy

if TYPE_CHECKING:
    from cobranza.ledger import Skipped
    from cobranza.sources._customers import read_customers
    from cobranza.sources._digest import (
        Digested,
        FileRead,
        Intake,
        Outcome,
        Refused,
        digest_files,
        read_files,
    )
    from cobranza.sources._facts import read_adjustments, read_cash, read_deliveries
    from cobranza.sources._files import (
        Limits,
        RefusalReason,
        SourceFile,
        Unusable,
        open_files,
        printable,
    )
    from cobranza.sources._promises import read_follow_ups, read_promises
    from cobranza.sources._rates import parse_rates, read_fix, read_rates
    from cobranza.sources._status import read_status
    from cobranza.sources._terms import read_terms

__all__ = [
    "Digested",
    "FileRead",
    "Intake",
    "Limits",
    "Outcome",
    "RefusalReason",
    "Refused",
    "Skipped",
    "SourceFile",
    "Unusable",
    "digest_files",
    "open_files",
    "parse_rates",
    "printable",
    "read_adjustments",
    "read_cash",
    "read_customers",
    "read_deliveries",
    "read_files",
    "read_fix",
    "read_follow_ups",
    "read_promises",
    "read_rates",
    "read_status",
    "read_terms",
]

_HOMES = {
    "Digested": "cobranza.sources._digest",
    "FileRead": "cobranza.sources._digest",
    "Intake": "cobranza.sources._digest",
    "Limits": "cobranza.sources._files",
    "Outcome": "cobranza.sources._digest",
    "RefusalReason": "cobranza.sources._files",
    "Refused": "cobranza.sources._digest",
    "Skipped": "cobranza.ledger",
    "SourceFile": "cobranza.sources._files",
    "Unusable": "cobranza.sources._files",
    "digest_files": "cobranza.sources._digest",
    "open_files": "cobranza.sources._files",
    "parse_rates": "cobranza.sources._rates",
    "printable": "cobranza.sources._files",
    "read_adjustments": "cobranza.sources._facts",
    "read_cash": "cobranza.sources._facts",
    "read_customers": "cobranza.sources._customers",
    "read_deliveries": "cobranza.sources._facts",
    "read_files": "cobranza.sources._digest",
    "read_fix": "cobranza.sources._rates",
    "read_follow_ups": "cobranza.sources._promises",
    "read_promises": "cobranza.sources._promises",
    "read_rates": "cobranza.sources._rates",
    "read_status": "cobranza.sources._status",
    "read_terms": "cobranza.sources._terms",
}

__getattr__, __dir__ = lazy(__name__, _HOMES)
