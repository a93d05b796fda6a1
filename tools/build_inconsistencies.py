"""Write the reference of the inconsistencies, docs/reference/inconsistencies.md, from `CODES`.

    python -m tools.build_inconsistencies

The examples are those that the tests run. The same codes and examples give the same bytes.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cobranza.ledger import CODES, Invoice, PaymentReceipt
from tests.ledger.examples import EXAMPLES
from tests.ledger.makers import BUYER
from tools.build_rules import markdown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cobranza.ledger import (
        Application,
        DocumentStatus,
        InconsistencyCode,
        LedgerDocument,
        Party,
        Payment,
        Tax,
    )
    from tests.ledger.examples import Example

PAGE: Final = Path(__file__).parents[1] / "docs" / "reference" / "inconsistencies.md"

FAMILIES: Final = {
    "COB20": "Documents and dates",
    "COB21": "Payments against invoices",
    "COB22": "What a REP declares against what the events say",
    "COB23": "Credit notes and advances",
    "COB24": "Substitution and cancellation",
    "COB25": "The customer",
    "COB26": "Facts that are no documents",
}
"""The heading of each ten codes."""

HEAD: Final = """\
<!-- Written by tools/build_inconsistencies.py: change the codes or examples, not this page. -->
# Inconsistencies

What a ledger reports when documents and facts do not fit together: {count} codes. An inconsistency
is never an exception and moves no balance; it says which documents show it, since when, and until
when if something mended it. `Ledger.inconsistencies` has what the documents show by themselves and
`Ledger.deadlines` what only the passing of time brings about; `Ledger.as_of` has those that hold on
its day.

An error is a balance that is not what somebody believes; a warning, one that may be wrong until a
person looks; an info is worth knowing. A code is never given to something else.

The examples are run by the tests: the first shows its code and no other, the second shows nothing.
Documents have short names instead of UUIDs, and what plays no part is left out.
"""

_UUID: Final = re.compile(r"0{8}-0{4}-40{3}-80{3}-0*([0-9A-F]+)")


def page() -> str:
    """Give the text of the page."""
    return "\n".join((HEAD.format(count=len(CODES)), *_sections()))


def main() -> None:
    """Write the page, and say so."""
    PAGE.write_text(page(), "utf-8", newline="\n")
    print(f"{len(CODES)} codes in {PAGE}")


def _sections() -> Iterator[str]:
    for start, family in FAMILIES.items():
        yield f"## {family}\n"
        for code, entry in CODES.items():
            if code.startswith(start):
                yield from _section(entry)


def _section(entry: InconsistencyCode) -> Iterator[str]:
    failing, passing = EXAMPLES[entry.code]
    yield f"### {entry.code}\n\n{markdown(entry.title)}. {markdown(entry.meaning)}\n"
    yield f"- Severity: {entry.severity}\n- Source: {markdown(entry.source)}\n"
    shown = [f"=> {case.since}: {case.message}" for case in failing.found()]
    yield _block("Shows it:", [*_lines(failing), *shown])
    yield _block("Does not:", _lines(passing))


def _block(name: str, lines: Iterable[str]) -> str:
    text = _UUID.sub(r"\1", "\n".join(lines))
    return f"{name}\n\n```text\n{text}\n```\n"


def _lines(example: Example) -> Iterator[str]:
    """Yield a line for each document, status and fact."""
    for document in example.documents:
        yield f"{document.issued_on} {_words(document)}"
        if isinstance(document, PaymentReceipt):
            for payment in document.payments:
                yield from map("           {}".format, _payment(payment))
    for uuid, status in example.status.items():
        yield f"status of {uuid}: {_status(status)}"
    for cash in example.cash:
        yield f"{cash.date} cash {cash.reference}: {cash.amount} for {cash.invoice}"
    for each in example.adjustments:
        yield f"{each.date} {each.kind} {each.reference}: {each.amount} for {each.invoice}"
    if example.pue != "paid_at_issue":
        yield f"pue: {example.pue}"


def _words(document: LedgerDocument) -> str:
    if isinstance(document, PaymentReceipt):
        words = [f"REP {document.uuid}"]
    elif isinstance(document, Invoice):
        kind = "advance" if document.is_advance else "invoice"
        words = [f"{kind} {document.uuid}: {document.payment_method}"]
    else:
        words = [f"credit note {document.uuid}:"]
    return " ".join([*words, *_figures(document)])


def _figures(document: LedgerDocument) -> Iterator[str]:
    if not isinstance(document, PaymentReceipt):
        yield f"{document.total} {document.currency}"
    if document.exchange_rate is not None:
        yield f"at {document.exchange_rate}"
    if document.number and not document.uuid.endswith(document.number.removeprefix("A")):
        yield f"number {document.number}"
    if document.customer != BUYER:
        yield f"for {_party(document.customer)}"
    for relation in document.relations:
        yield f"TipoRelacion {relation.kind} to {relation.uuid}"
    yield from map(_tax, document.taxes)


def _party(party: Party) -> str:
    words = [party.rfc, party.name, f"régimen {party.regime}" if party.regime else ""]
    return ", ".join(filter(None, words))


def _payment(payment: Payment) -> Iterator[str]:
    words = [f"{payment.date}"]
    if [each.currency for each in payment.applications] != [payment.currency]:
        words.append(f"{payment.amount} {payment.currency}")
    if payment.exchange_rate is not None:
        words.append(f"at {payment.exchange_rate}")
    if payment.operation is not None:
        words.append(f"operation {payment.operation}")
    for application in payment.applications:
        yield " ".join([*words, *_application(application)])


def _application(application: Application) -> Iterator[str]:
    yield f"pays {application.paid} {application.currency} of {application.invoice}"
    for name, value in (
        ("NumParcialidad", application.installment),
        ("ImpSaldoAnt", application.previous_balance),
        ("ImpSaldoInsoluto", application.remaining),
    ):
        if value is not None:
            yield f"{name} {value}"
    yield from map(_tax, application.taxes)


def _tax(tax: Tax) -> str:
    return f"IVA {tax.rate} of {tax.base}"


def _status(status: DocumentStatus) -> str:
    words = [status.state.replace("_", " ")]
    if status.cancelled_on is not None:
        words.append(f"on {status.cancelled_on}")
    if status.requested_on is not None:
        words.append(f"on {status.requested_on}")
    return " ".join(words)


if __name__ == "__main__":
    main()
