"""From a ledger to the statement of one account."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from cobranza.aging import Aged, Buckets
from cobranza.errors import CobranzaError, LedgerError, shorten
from cobranza.ledger.customers import account_key
from cobranza.money import decimals, precise, quantize
from cobranza.report._data import sum_of
from cobranza.report._texts import Texts
from cobranza.report.statement._data import (
    CurrencyStatement,
    OpenCredit,
    OpenPart,
    Statement,
    StatementLine,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from cobranza.ledger import Event, Ledger, LedgerDocument, Receivable, Unapplied
    from cobranza.report._texts import Language

__all__ = ["statement"]

_BUCKETS: Final = Buckets.days(30, 60, 90, 120)
_MOST_NAMED: Final = 5
_ZERO: Final = Decimal(0)


def statement(
    ledger: Ledger,
    account: str,
    *,
    as_of: date,
    since: date | None = None,
    lang: Language = "es",
    buckets: Buckets = _BUCKETS,
) -> Statement:
    """Draw up the statement of an account at the end of a day.

    For each currency, `opening + movements = closing = sum of the balances of the customer's
    receivables`, exactly. Invoices in instalments are open part by part, each with its due date.

    Args:
        ledger: the whole ledger.
        account: the account of the customer, as in `Receivable.account`: the RFC, for foreigners
            the generic one with a name or registration; without these where only one account has
            that RFC. Case does not matter.
        as_of: the last day that counts.
        since: the first day whose movements are listed; what came before is the opening balance.
            `None` lists all.
        lang: "es" or "en", for `render_statement`.
        buckets: by what days past due to sum up what is open.

    Raises:
        LedgerError: the ledger has no such account, or several by that RFC.
        CobranzaError: `since` is after `as_of`, or `lang` is no language.

    >>> from cobranza.ledger import Invoice, Ledger, Party
    >>> invoice = Invoice(
    ...     uuid="5FB2822E-396D-4725-8521-CDC4BDD20CCF",
    ...     issuer=Party(rfc="EKU9003173C9"),
    ...     customer=Party(rfc="URE180429TM6"),
    ...     issued=datetime(2026, 3, 2, 10, 30),
    ...     currency="MXN",
    ...     total=Decimal("1160.00"),
    ...     payment_method="PPD",
    ...     payment_terms_text="30 días",
    ... )
    >>> found = statement(Ledger.build([invoice]), "URE180429TM6", as_of=date(2026, 4, 11))
    >>> (pesos,) = found.currencies
    >>> pesos.opening, pesos.closing, pesos.open[0].days_past_due
    (Decimal('0.00'), Decimal('1160.00'), 10)
    """
    Texts(lang)  # refuses what is no language
    if since is not None and since > as_of:
        raise CobranzaError(f"since is {since}, expected {as_of} or before")
    key, receivables, unapplied = _find(ledger, account)
    documents = {each.uuid: each for each in ledger.documents}
    known = [each for each in receivables if each.events[0].date <= as_of]
    credited = [each for each in unapplied if each.date <= as_of]
    currencies = {each.currency for each in known} | {each.currency for each in credited}
    named = [(each.issued.date(), each.customer) for each in receivables]
    named += [(each.date, each.customer) for each in unapplied]
    issuers = [each.issuer for each in receivables]
    issuers += [documents[each.document].issuer for each in unapplied if each.document in documents]
    return Statement(
        account=key,
        customer=max(named, key=itemgetter(0))[1],
        issuers=tuple({each.rfc: each for each in issuers}.values()),
        as_of=as_of,
        since=since,
        buckets=buckets,
        currencies=tuple(
            _in_currency(
                currency,
                [each for each in known if each.currency == currency],
                [each for each in credited if each.currency == currency],
                documents=documents,
                as_of=as_of,
                since=since,
                buckets=buckets,
            )
            for currency in sorted(currencies)
        ),
        lang=lang,
    )


def _find(ledger: Ledger, wanted: str) -> tuple[str, list[Receivable], list[Unapplied]]:
    """Find an account by its key, or by its RFC where only one has that."""
    receivables: defaultdict[str, list[Receivable]] = defaultdict(list)
    unapplied: defaultdict[str, list[Unapplied]] = defaultdict(list)
    accounts: dict[str, str] = {}
    for each in ledger.receivables:
        named = account_key(each.customer)
        accounts[named] = each.account or named
        receivables[accounts[named]].append(each)
    for credit in ledger.unapplied:
        named = account_key(credit.customer)
        unapplied[accounts.get(named, named)].append(credit)
    name = wanted.strip().upper()
    known = sorted({*receivables, *unapplied})
    found = [key for key in known if key == name] or [key for key in known if _rfc(key) == name]
    if len(found) != 1:
        raise LedgerError(_not_one(wanted, found))
    (key,) = found
    return key, receivables[key], unapplied[key]


def _rfc(key: str) -> str:
    """Give the RFC in the key of an account."""
    return re.split("[:#]", key, maxsplit=1)[0]


def _not_one(wanted: str, found: Sequence[str]) -> str:
    if not found:
        return f"no account is {shorten(wanted)!r}, expected the RFC of a customer of the ledger"
    named = ", ".join(map(shorten, found[:_MOST_NAMED]))
    more = f" and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
    return f"{len(found)} accounts are {shorten(wanted)!r}: {named}{more}; expected one of them"


def _in_currency(
    currency: str,
    receivables: Sequence[Receivable],
    unapplied: Sequence[Unapplied],
    *,
    documents: Mapping[str, LedgerDocument],
    as_of: date,
    since: date | None,
    buckets: Buckets,
) -> CurrencyStatement:
    parts = sorted(_open_parts(receivables, as_of), key=_lateness)
    moved = sorted(_moved(receivables, as_of), key=itemgetter(0))
    before = [event for _, event, _ in moved if since is not None and event.date < since]
    nothing = quantize(_ZERO, decimals(currency))
    opening = sum_of([nothing, *(event.amount for event in before)])
    return CurrencyStatement(
        currency=currency,
        opening=opening,
        lines=tuple(_lines(moved[len(before) :], opening, documents)),
        open=tuple(parts),
        aged=_aged(parts, currency, buckets),
        unapplied=tuple(
            OpenCredit(unapplied=each, document=_number(documents, each.document))
            for each in unapplied
        ),
    )


_Order = tuple[date, datetime, str, datetime, str, int]


def _moved(
    receivables: Iterable[Receivable], as_of: date
) -> Iterator[tuple[_Order, Event, Receivable]]:
    """Give every event up to a day, and by what to sort them: the lines of a document together."""
    for each in receivables:
        for place, event in enumerate(each.events):
            if event.date <= as_of:
                order = (event.date, event.recorded, event.document, each.issued, each.uuid, place)
                yield order, event, each


def _lines(
    moved: Iterable[tuple[_Order, Event, Receivable]],
    opening: Decimal,
    documents: Mapping[str, LedgerDocument],
) -> Iterator[StatementLine]:
    balance = opening
    for _, event, receivable in moved:
        balance = sum_of((balance, event.amount))
        yield StatementLine(
            event=event,
            invoice=receivable.uuid,
            number=receivable.number,
            document=_number(documents, event.document),
            balance=balance,
        )


def _number(documents: Mapping[str, LedgerDocument], uuid: str) -> str:
    return documents[uuid].number if uuid in documents else ""


def _open_parts(receivables: Iterable[Receivable], as_of: date) -> Iterator[OpenPart]:
    for each in receivables:
        if not each.balance(as_of):
            continue
        for due, balance in each.parts(as_of):
            yield OpenPart(
                invoice=each.uuid,
                number=each.number,
                issued=each.issued.date(),
                due=due,
                days_past_due=None if due is None else (as_of - due).days,
                amount=each.amount,
                balance=balance,
            )


def _lateness(part: OpenPart) -> tuple[bool, int, date, str]:
    days = part.days_past_due
    return (days is None, -(days or 0), part.issued, part.invoice)


def _aged(parts: Iterable[OpenPart], currency: str, buckets: Buckets) -> Aged:
    amounts = [quantize(_ZERO, decimals(currency))] * len(buckets.labels)
    counts = [0] * len(buckets.labels)
    with precise():
        for part in parts:
            place = buckets.index(part.days_past_due)
            amounts[place] += part.balance
            counts[place] += 1
    return Aged(currency=currency, amounts=tuple(amounts), counts=tuple(counts))
