"""Small portfolios, and reports of them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from cobranza.ledger import LedgerDocument, Party
from cobranza.report import PortfolioReport, build_report
from cobranza.sources import Digested, Intake, Outcome

AS_OF = date(2026, 3, 31)
HOSTILE = "=cmd|\"/c calc\"!A1<script>alert(1)</script><b title='x'>&amp;\x9b31m"
VILLAIN = Party(rfc="XAXX010101000", name=HOSTILE)


def intake_of(documents: Iterable[LedgerDocument], *others: Outcome) -> Intake:
    """As if each document had come from a file of its own."""
    files = (
        Digested(name=f"{number:04d}.xml", document=document)
        for number, document in enumerate(documents, 1)
    )
    return Intake.of([*files, *others])


def report_of(
    documents: Iterable[LedgerDocument], *others: Outcome, **options: Any
) -> PortfolioReport:
    return build_report(intake_of(documents, *others), **{"as_of": AS_OF, **options})
