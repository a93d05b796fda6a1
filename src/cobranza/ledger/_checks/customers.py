"""Who the documents are for: another customer than the invoice's, or the same with another name."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.ledger._checks.references import PAYS, REPLACES, issue_order, references
from cobranza.ledger.customers import GENERIC, account_key
from cobranza.ledger.documents import CreditNote, Invoice, LedgerDocument, Party, PaymentReceipt
from cobranza.ledger.inconsistencies import Inconsistency, case_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from cobranza.ledger._build.accounts import Account
    from cobranza.ledger._build.books import Books

__all__ = ["changed_customers", "wrong_customers"]

# By which references a document is for the customer of the invoice that it names.
_SAME_CUSTOMER: Final[Mapping[type[LedgerDocument], frozenset[str]]] = {
    CreditNote: frozenset({"01", "03", "07"}),
    Invoice: frozenset({REPLACES}),
    PaymentReceipt: frozenset({PAYS}),
}

_Pair = tuple[str, str]


def wrong_customers(books: Books, standing: Sequence[LedgerDocument]) -> Iterator[Inconsistency]:
    """Compare the customer of a document with that of the invoices it is about (COB234, COB250)."""
    for document in standing:
        if not document.relations and not isinstance(document, PaymentReceipt):
            continue
        reported: set[str] = set()
        for kind, uuid, path in references(document):
            account = books.accounts.get(uuid)
            if account is None or account.invoice.customer is document.customer:
                continue
            if kind not in _SAME_CUSTOMER[type(document)] or uuid in reported:
                continue
            customers = _customers(books, document, account)
            if customers and not any(_same(document.customer, each) for each in customers):
                reported.add(uuid)
                yield case_of(
                    books.documents,
                    "COB234" if isinstance(document, CreditNote) else "COB250",
                    document.uuid,
                    receivable=uuid,
                    path=path,
                    found=_who(document.customer),
                    expected=_who(account.invoice.customer),
                )


def _customers(books: Books, document: LedgerDocument, account: Account) -> tuple[Party, ...]:
    """Say who may owe an invoice by what one document knows; nobody where it does not matter.

    A substitute takes the place of an invoice of its own customer. What was paid or credited
    follows a replaced invoice, so it may be for either customer; a cancelled one is owed by none.
    """
    invoice = account.invoice
    if isinstance(document, Invoice):
        replaced = books.endings.successors.get(invoice.uuid) == document.uuid
        return (invoice.customer,) if replaced else ()
    holder = account.last_heir()
    return () if holder.ended else (invoice.customer, holder.invoice.customer)


def _same(one: Party, other: Party) -> bool:
    """Tell whether two parties are one; a foreigner may leave the tax_id out of a REP."""
    if account_key(one) == account_key(other):
        return True
    if one.rfc != other.rfc or (one.tax_id and other.tax_id):
        return False
    one, other = (attrs.evolve(each, tax_id=None) for each in (one, other))
    return account_key(one) == account_key(other)


def _who(party: Party) -> str:
    return f"{party.rfc} ({party.name})" if party.name else party.rfc


def changed_customers(books: Books, standing: Sequence[LedgerDocument]) -> Iterator[Inconsistency]:
    """Compare name and régimen of each RFC with those of the document before (COB251, COB252).

    Each issuer knows its customers by itself. Case, accents and spaces make no other name.
    """
    known: dict[_Pair, Party] = {}
    changed: set[_Pair] = set()
    for document in standing:
        pair = _pair(document)
        first = known.setdefault(pair, document.customer)
        if first is not document.customer and first != document.customer:
            changed.add(pair)
    if changed:
        suspects = (each for each in standing if _pair(each) in changed)
        yield from _changes(books, sorted(suspects, key=issue_order))


def _changes(books: Books, documents: Iterable[LedgerDocument]) -> Iterator[Inconsistency]:
    """Report each change, among documents in order of issue."""
    last: dict[tuple[str, _Pair], str] = {}
    for document in documents:
        customer, pair = document.customer, _pair(document)
        if pair[1] in GENERIC:
            continue
        for code, found in (("COB251", customer.name), ("COB252", customer.regime)):
            if not found:
                continue
            before = last.get((code, pair), found)
            last[code, pair] = found
            if before != found and _plain(before) != _plain(found):
                yield case_of(
                    books.documents,
                    code,
                    document.uuid,
                    receivable=document.uuid if document.uuid in books.accounts else None,
                    rfc=pair[1],
                    found=found,
                    expected=before,
                )


def _pair(document: LedgerDocument) -> _Pair:
    """Give the RFC of the issuer and of the customer."""
    return _rfc(document.issuer.rfc), _rfc(document.customer.rfc)


@lru_cache(maxsize=4096)
def _rfc(rfc: str) -> str:
    return rfc.strip().upper()


@lru_cache(maxsize=4096)
def _plain(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in decomposed if not c.isspace() and not unicodedata.combining(c))
