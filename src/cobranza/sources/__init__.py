"""Where documents come from: folders, ZIP archives, lists of files, and the tables beside them.

`digest_files` reads every CFDI of a source, in several processes if wanted, and says of each file
what became of it: a document for the ledger, a refusal with its reason, or a document that moves no
balance. One bad file never stops the others.
"""

from cobranza.ledger import Skipped
from cobranza.sources._digest import Digested, Intake, Outcome, Refused, digest_files
from cobranza.sources._files import (
    Limits,
    RefusalReason,
    SourceFile,
    Unusable,
    open_files,
    printable,
)
from cobranza.sources._tables import parse_rates, read_status, read_terms

__all__ = [
    "Digested",
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
    "read_status",
    "read_terms",
]
