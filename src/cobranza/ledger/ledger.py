"""The ledger: many documents in, receivables with evidence out.

A ledger is a pure function of its inputs. The order of documents and facts does not matter, and
neither does giving one twice. What is wrong between them never raises: it is an inconsistency.
"""

from __future__ import annotations

from bisect import bisect_right
from decimal import Decimal
from operator import attrgetter
from typing import TYPE_CHECKING, Final, Literal, TypeVar, get_args

import attrs

from cobranza._garbage import uncollected
from cobranza.errors import LedgerError
from cobranza.ledger._build.collect import collect
from cobranza.ledger._build.credit_notes import CreditNotePolicy
from cobranza.ledger._build.due import due_of
from cobranza.ledger._build.order import inconsistency_order, receivable_order, unapplied_order
from cobranza.ledger._build.replay import receivables_of, replay
from cobranza.ledger._checks.deadlines import find_deadlines
from cobranza.ledger._checks.find import find_inconsistencies
from cobranza.ledger.customers import Customers
from cobranza.ledger.documents import DocumentStatus, Invoice, LedgerDocument, Skipped, check_day
from cobranza.ledger.events import DueSource, Receivable, Unapplied
from cobranza.ledger.inconsistencies import Inconsistency
from cobranza.ledger.terms import AgreedTerms, Installment, Terms
from cobranza.money import precise

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from cobranza.calendars import Calendar
    from cobranza.ledger.facts import Adjustment, CashReceipt
    from cobranza.ledger.intake import AnyDocument
    from cobranza.ledger.story import Story
    from cobranza.ledger.terms import Agreement

__all__ = ["CreditNotePolicy", "Ledger", "PuePolicy"]

PuePolicy = Literal["paid_at_issue", "open", "alert"]
"""What a PUE invoice of whose payment nothing is known is taken for."""

_ZERO: Final = Decimal(0)
_BY_DATE: Final = attrgetter("date")

T = TypeVar("T")


@attrs.frozen(kw_only=True)
class Ledger:
    """All receivables of a set of documents, their events, and what does not fit between them.

    `receivables` are in order of issue. `unapplied` are the payments and credits that reduce no
    receivable. `inconsistencies` are what the documents show by themselves; `deadlines` are those
    that only the passing of time brings about, each from a day on, unless it is met before:
    `as_of` has those that hold on its day. `documents` are the ones used, by UUID. `skipped` are
    the documents that have no place in a ledger, each once (those without UUID and without
    `source` cannot be told apart); `discarded` are the contents that lost against another document
    with the same UUID (COB201).

    `Ledger.build` makes ledgers.
    """

    receivables: tuple[Receivable, ...]
    inconsistencies: tuple[Inconsistency, ...] = ()
    deadlines: tuple[Inconsistency, ...] = ()
    unapplied: tuple[Unapplied, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    discarded: tuple[LedgerDocument, ...] = ()
    documents: tuple[LedgerDocument, ...] = attrs.field(default=(), repr=False)
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
        terms: Mapping[str, Terms | Sequence[Agreement]] | None = None,
        customers: Customers | None = None,
        adjustments: Iterable[Adjustment] = (),
        cash: Iterable[CashReceipt] = (),
        deliveries: Mapping[str, date] | None = None,
        calendar: Calendar | None = None,
        issuer: str | None = None,
        pue: PuePolicy = "paid_at_issue",
        credit_notes: CreditNotePolicy = "as_named",
    ) -> Ledger:
        """Build the ledger of a set of documents; any order, any repetition, the same ledger.

        Args:
            documents: ledger documents, or CFDIs as `cobranza.cfdi.read` gives them.
            status: by UUID, which documents are cancelled; the others count as in force.
            terms: by RFC or key of the customer, the terms agreed; they win over those of the table
                of customers, and these over CondicionesDePago.
            customers: the table of customers: accounts, terms, dimensions.
            adjustments: what was moved by hand: write-offs, corrections, sales of debts.
            cash: money seen; it counts until REPs say the same.
            deliveries: by UUID, the date of the contra-recibo of an invoice.
            calendar: the business days that due dates ask for.
            issuer: the RFC whose documents count; `None` for all.
            pue: "paid_at_issue" assumes that a PUE invoice is paid when issued, unless a REP in
                force or money seen says otherwise; "open" assumes nothing; "alert" assumes nothing
                either, and reports what is not paid by the end of its month (COB217).
            credit_notes: how a credit note over several invoices is used up: "as_named", in the
                order in which it names them; "oldest", by due date, then by date of issue;
                "proportional", in proportion to what each owes on that day.

        Raises:
            TypeError: something given is not what it should be.
            LedgerError: a policy that does not exist, a day of an absurd year, or two agreements
                with one customer for the same day.

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
        _check_policy("pue", pue, PuePolicy)
        _check_policy("credit_notes", credit_notes, CreditNotePolicy)
        customers = Customers() if customers is None else customers
        agreed = AgreedTerms({} if terms is None else terms)
        received = _by_uuid(deliveries or {})
        for day in received.values():
            check_day(day, "delivery")

        def scheduled(invoice: Invoice) -> tuple[tuple[Installment, ...], DueSource]:
            return due_of(invoice, agreed, customers, received, calendar)

        collected = collect(documents, issuer=issuer)
        adjustments, cash = tuple(adjustments), tuple(cash)
        with precise(), uncollected():
            books = replay(
                collected.documents,
                statuses=_by_uuid(status or {}),
                scheduled=scheduled,
                adjustments=adjustments,
                cash=cash,
                pue_is_paid=pue == "paid_at_issue",
                credit_notes=credit_notes,
            )
            inconsistencies = {
                *collected.inconsistencies,
                *books.inconsistencies,
                *find_inconsistencies(books),
            }
            deadlines = {*find_deadlines(books, pue=pue)}
            return cls(
                receivables=tuple(sorted(receivables_of(books, customers), key=receivable_order)),
                inconsistencies=tuple(sorted(inconsistencies, key=inconsistency_order)),
                deadlines=tuple(sorted(deadlines, key=inconsistency_order)),
                unapplied=tuple(sorted(books.unapplied, key=unapplied_order)),
                skipped=collected.skipped,
                discarded=collected.discarded,
                documents=tuple(document for _, document in sorted(collected.documents.items())),
            )

    def get(self, uuid: str) -> Receivable | None:
        """Find the receivable of an invoice; the case of the UUID does not matter.

        >>> Ledger(receivables=()).get("5fb2822e-396d-4725-8521-cdc4bdd20ccf") is None
        True
        """
        return self._by_uuid.get(uuid.upper())

    def as_of(self, day: date) -> Ledger:
        """Give the ledger as it stood at the end of a day, by the documents that are here now.

        A payment counts from its effective day, also when its REP was issued later: no balance
        of a past day changes by being asked later, save through a document that was missing.
        The inconsistencies are those that hold on that day, the deadlines missed by then among
        them; `deadlines` is empty. `documents` are those issued by then, and what proves an event
        that counts already. Ask the whole ledger: a day later than this one's is cut off.

        >>> from datetime import date
        >>> Ledger(receivables=()).as_of(date(2026, 6, 30)).balances()
        {}
        """
        receivables = tuple(each for each in (_cut(r, day) for r in self.receivables) if each)
        unapplied = tuple(each for each in self.unapplied if each.date <= day)
        evidence = {event.document for each in receivables for event in each.events}
        evidence.update(each.document for each in unapplied)
        cases = [each for each in (*self.inconsistencies, *self.deadlines) if each.holds(day)]
        return attrs.evolve(
            self,
            receivables=receivables,
            inconsistencies=tuple(sorted(cases, key=inconsistency_order)),
            deadlines=(),
            unapplied=unapplied,
            discarded=tuple(each for each in self.discarded if each.issued_on <= day),
            documents=tuple(
                each for each in self.documents if each.issued_on <= day or each.uuid in evidence
            ),
        )

    def explain(
        self, uuid: str, as_of: date | None = None, lang: Literal["es", "en"] = "es"
    ) -> Story:
        """Tell the story of one invoice in order, with its running balance.

        `uuid` may also be the series and folio; `as_of` cuts the story off at the end of a day.
        See `cobranza.ledger.story`.

        Raises:
            LedgerError: there is no such invoice.
        """
        from cobranza.ledger.story import explain  # noqa: PLC0415 - only when asked

        return explain(self, uuid, as_of=as_of, lang=lang)

    def balances(self, as_of: date | None = None) -> dict[str, Decimal]:
        """Sum the balances of all receivables per currency, up to `as_of`, that day included.

        What is unapplied is not in it: see `unapplied_balances`.

        >>> Ledger(receivables=()).balances()
        {}
        """
        return _per_currency(
            (each.currency, each.balance(as_of))
            for each in self.receivables
            if as_of is None or (each.events and each.events[0].date <= as_of)
        )

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

    def _repr_html_(self) -> str:
        from cobranza.ledger._story.html import ledger_html  # noqa: PLC0415 - only when asked

        return ledger_html(self)


def _cut(receivable: Receivable, day: date) -> Receivable | None:
    """Leave off the events after a day; a receivable without events is not there yet."""
    events = receivable.events
    if events and events[-1].date <= day:
        return receivable
    events = events[: bisect_right(events, day, key=_BY_DATE)]
    return attrs.evolve(receivable, events=events) if events else None


def _by_uuid(given: Mapping[str, T]) -> dict[str, T]:
    return {uuid.upper(): each for uuid, each in given.items()}


def _check_policy(name: str, given: str, policies: object) -> None:
    """Refuse what is not one of the texts of a Literal."""
    known = get_args(policies)
    if given not in known:
        raise LedgerError(f"{name} is {given!r}, expected one of {', '.join(known)}")


def _per_currency(amounts: Iterable[tuple[str, Decimal]]) -> dict[str, Decimal]:
    totals: dict[str, Decimal] = {}
    with precise():
        for currency, amount in amounts:
            totals[currency] = totals.get(currency, _ZERO) + amount
    return dict(sorted(totals.items()))
