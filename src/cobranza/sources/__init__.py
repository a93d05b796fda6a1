"""Where documents come from: folders, ZIP archives, lists of files, and the tables beside them.

`digest_files` reads every CFDI of a source, in several processes if wanted, and says of each file
what became of it: a document for the ledger, a refusal with its reason, or a document that moves no
balance. One bad file never stops the others.
"""

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
