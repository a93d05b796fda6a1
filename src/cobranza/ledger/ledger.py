"""The ledger: many documents in, receivables with evidence out.

A ledger is a pure function of its inputs. The order of the documents does not matter, and neither
does giving one twice. What is wrong between documents never raises: it is an inconsistency.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal

import attrs

from cobranza.errors import LedgerError
from cobranza.ledger._books import Books
from cobranza.ledger._collect import collect
from cobranza.ledger._credit_notes import plan_credit_note
from cobranza.ledger._declared import check_declared
from cobranza.ledger._endings import find_endings
from cobranza.ledger._invoices import plan_invoice
from cobranza.ledger._receipts import plan_receipt
from cobranza.ledger.documents import (
    CreditNote,
    DocumentStatus,
    Invoice,
    LedgerDocument,
    PaymentReceipt,
    Skipped,
)
from cobranza.ledger.events import DueSource, Receivable, Unapplied
from cobranza.ledger.inconsistencies import Inconsistency
from cobranza.ledger.terms import Terms, parse_terms
from cobranza.money import precise

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from cobranza.ledger._accounts import Account
    from cobranza.ledger.intake import AnyDocument

__all__ = ["Ledger", "PuePolicy"]

PuePolicy = Literal["paid_at_issue", "open"]
"""What a PUE invoice without REP is taken for: paid when issued, or open until credited."""

_PUE_POLICIES: Final = ("paid_at_issue", "open")
_ZERO: Final = Decimal(0)
_DUE_WHEN_ISSUED: Final = Terms(days=0)


@attrs.frozen(kw_only=True)
class Ledger:
    """All receivables of a set of documents, their events, and what does not fit between them.

    `receivables` are in order of issue. `unapplied` are the payments and credits that reduce no
    receivable. `skipped` are the documents that have no place in a ledger, each once (those without
    UUID and without `source` cannot be told apart); `discarded` are the contents that lost against
    another document with the same UUID (COB201).

    `Ledger.build` makes ledgers.
    """

    receivables: tuple[Receivable, ...]
    inconsistencies: tuple[Inconsistency, ...] = ()
    unapplied: tuple[Unapplied, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    discarded: tuple[LedgerDocument, ...] = ()
    _by_uuid: dict[str, Receivable] = attrs.field(
        default=attrs.Factory(
            lambda self: {each.uuid: each for each in self.receivables}, takes_self=True
        ),
        init=False,
        eq=False,
        repr=False,
    )

    @classmethod
    def build(
        cls,
        documents: Iterable[AnyDocument],
        *,
        status: Mapping[str, DocumentStatus] | None = None,
        terms: Mapping[str, Terms] | None = None,
        issuer: str | None = None,
        pue: PuePolicy = "paid_at_issue",
    ) -> Ledger:
        """Build the ledger of a set of documents; any order, any repetition, the same ledger.

        Args:
            documents: ledger documents, or CFDIs as `cobranza.cfdi.read` gives them.
            status: by UUID, which documents are cancelled; the others count as in force.
            terms: by RFC of the customer, the terms agreed; they win over CondicionesDePago.
            issuer: the RFC whose documents count; `None` for all.
            pue: "paid_at_issue" assumes that a PUE invoice without REP is paid when issued;
                "open" assumes nothing.

        Raises:
            TypeError: something given is not a document.
            LedgerError: `pue` is not a policy.

        >>> from datetime import date, datetime
        >>> from cobranza.ledger import Application, Invoice, Party, Payment, PaymentReceipt
        >>> seller, buyer = Party(rfc="EKU9003173C9"), Party(rfc="URE180429TM6")
        >>> invoice = Invoice(
        ...     uuid="5FB2822E-396D-4725-8521-CDC4BDD20CCF",
        ...     issuer=seller,
        ...     customer=buyer,
        ...     issued=datetime(2026, 3, 2, 10, 30),
        ...     currency="MXN",
        ...     total=Decimal("1160.00"),
        ...     payment_method="PPD",
        ...     payment_terms_text="30 días",
        ... )
        >>> paid = Application(invoice=invoice.uuid, currency="MXN", paid=Decimal("500.00"))
        >>> receipt = PaymentReceipt(
        ...     uuid="0B9D6F0E-7F5E-4C39-8F86-3F8F0F2B6A77",
        ...     issuer=seller,
        ...     customer=buyer,
        ...     issued=datetime(2026, 4, 3, 9, 0),
        ...     payments=(
        ...         Payment(
        ...             date=date(2026, 3, 31),
        ...             currency="MXN",
        ...             amount=Decimal("500.00"),
        ...             applications=(paid,),
        ...         ),
        ...     ),
        ... )
        >>> ledger = Ledger.build([receipt, invoice])
        >>> (receivable,) = ledger.receivables
        >>> receivable.due, receivable.balance(date(2026, 3, 30)), receivable.balance()
        (datetime.date(2026, 4, 1), Decimal('1160.00'), Decimal('660.00'))
        """
        if pue not in _PUE_POLICIES:
            raise LedgerError(f"pue is {pue!r}, expected one of {', '.join(_PUE_POLICIES)}")
        collected = collect(documents, issuer=issuer)
        statuses = {uuid.upper(): each for uuid, each in (status or {}).items()}
        agreed = {rfc.upper(): each for rfc, each in (terms or {}).items()}
        with precise():
            books = _replay(collected.documents, statuses, pue_is_paid=pue == "paid_at_issue")
            inconsistencies = {*collected.inconsistencies, *books.inconsistencies}
            for account in books.accounts.values():
                inconsistencies.update(check_declared(account))
        accounts = sorted(
            books.accounts.values(), key=lambda each: (each.invoice.issued, each.invoice.uuid)
        )
        return cls(
            receivables=tuple(_receivable(account, agreed) for account in accounts),
            inconsistencies=tuple(sorted(inconsistencies, key=_inconsistency_order)),
            unapplied=tuple(sorted(books.unapplied, key=_unapplied_order)),
            skipped=collected.skipped,
            discarded=collected.discarded,
        )

    def get(self, uuid: str) -> Receivable | None:
        """Find the receivable of an invoice; the case of the UUID does not matter.

        >>> Ledger(receivables=()).get("5fb2822e-396d-4725-8521-cdc4bdd20ccf") is None
        True
        """
        return self._by_uuid.get(uuid.upper())

    def balances(self, as_of: date | None = None) -> dict[str, Decimal]:
        """Sum the balances of all receivables per currency, up to `as_of`, that day included.

        What is unapplied is not in it: see `unapplied_balances`.

        >>> Ledger(receivables=()).balances()
        {}
        """
        return _per_currency((each.currency, each.balance(as_of)) for each in self.receivables)

    def unapplied_balances(self, as_of: date | None = None) -> dict[str, Decimal]:
        """Sum what is unapplied per currency, up to `as_of`: positive, in favour of customers.

        >>> Ledger(receivables=()).unapplied_balances()
        {}
        """
        return _per_currency(
            (each.currency, each.amount)
            for each in self.unapplied
            if as_of is None or each.date <= as_of
        )


def _replay(
    documents: Mapping[str, LedgerDocument],
    status: Mapping[str, DocumentStatus],
    *,
    pue_is_paid: bool,
) -> Books:
    """Let every document plan what it does, and do it all in order of day."""
    books = Books.open(documents, find_endings(documents, status))
    for account in books.accounts.values():
        plan_invoice(books, account, pue_is_paid=pue_is_paid)
    for document in documents.values():
        if isinstance(document, PaymentReceipt):
            plan_receipt(books, document)
        if isinstance(document, CreditNote):
            plan_credit_note(books, document)
    books.run()
    return books


def _receivable(account: Account, agreed: Mapping[str, Terms]) -> Receivable:
    invoice = account.invoice
    terms, source = _terms_of(invoice, agreed)
    return Receivable(
        uuid=invoice.uuid,
        number=invoice.number,
        issuer=invoice.issuer,
        customer=invoice.customer,
        issued=invoice.issued,
        due=terms.due(account.issued_on),
        due_source=source,
        currency=invoice.currency,
        exchange_rate=invoice.exchange_rate,
        amount=invoice.total,
        payment_method=invoice.payment_method,
        events=tuple(sorted(account.events, key=lambda event: event.date)),
    )


def _terms_of(invoice: Invoice, agreed: Mapping[str, Terms]) -> tuple[Terms, DueSource]:
    """Choose the terms of an invoice: agreed with the customer, else its text, else none."""
    terms = agreed.get(invoice.customer.rfc.upper())
    if terms is not None:
        return terms, DueSource.TERMS
    if invoice.payment_terms_text:
        terms = parse_terms(invoice.payment_terms_text)
        if terms is not None:
            return terms, DueSource.DOCUMENT
    return _DUE_WHEN_ISSUED, DueSource.ISSUE_DATE


# Orders that depend on nothing but the case itself.


def _inconsistency_order(case: Inconsistency) -> tuple[str, str, str, str, str]:
    return case.code, case.receivable or "", case.document, case.path or "", repr(case.values)


def _unapplied_order(case: Unapplied) -> tuple[date, str, str, str, Decimal]:
    return case.date, case.document, case.path or "", case.invoice or "", case.amount


def _per_currency(amounts: Iterable[tuple[str, Decimal]]) -> dict[str, Decimal]:
    totals: dict[str, Decimal] = {}
    with precise():
        for currency, amount in amounts:
            totals[currency] = totals.get(currency, _ZERO) + amount
    return dict(sorted(totals.items()))
