"""What a story says, part by part, out of a receivable and the documents around it."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from cobranza._html import figure
from cobranza.ledger._story.events import Narrator
from cobranza.ledger._story.texts import Texts, number_of, printable
from cobranza.ledger.documents import Invoice
from cobranza.ledger.events import DueSource, Event, EventKind
from cobranza.money import precise

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cobranza.ledger._story.texts import Language
    from cobranza.ledger.documents import LedgerDocument
    from cobranza.ledger.events import Receivable
    from cobranza.ledger.inconsistencies import Inconsistency
    from cobranza.ledger.ledger import Ledger

__all__ = ["Teller"]

_LONGEST_MESSAGE: Final = 500
_ZERO: Final = Decimal(0)


class Teller:
    """Tells one invoice: each method is one part of its story."""

    def __init__(
        self, ledger: Ledger, receivable: Receivable, as_of: date | None, lang: Language
    ) -> None:
        self._ledger = ledger
        self._receivable = receivable
        self._as_of = as_of
        self._texts = Texts(lang, self._find)
        self._narrator = Narrator(self._texts, receivable)

    def title(self) -> str:
        """Name the invoice, and the day of the question."""
        t, receivable = self._texts, self._receivable
        title = t("title", number=printable(receivable.number or receivable.uuid))
        return title if self._as_of is None else f"{title}, {t('as_of', day=self._as_of)}"

    def columns(self) -> tuple[str, str, str, str]:
        """Give the headings of the table of events."""
        t = self._texts
        return t("column.date"), t("column.movement"), t("column.amount"), t("column.balance")

    def facts(self) -> Iterator[tuple[str, str]]:
        """Say what the invoice is: who, what, when, and when it is to be paid."""
        t, receivable = self._texts, self._receivable
        yield t("fact.uuid"), printable(receivable.uuid)
        yield t("fact.issuer"), t.party(receivable.issuer)
        yield t("fact.customer"), t.party(receivable.customer)
        moment = receivable.issued.isoformat(" ", "minutes")
        method = receivable.payment_method
        yield t("fact.issued"), f"{moment}, {printable(method)}" if method else moment
        yield t("fact.amount"), self._amount()
        if receivable.taxes:
            taxes = (t.tax(each, receivable.currency) for each in receivable.taxes)
            yield t("fact.taxes"), "; ".join(taxes)
        yield t("fact.due"), f"{receivable.due or t('no_due')}, {self._due_source()}"
        if len(receivable.schedule) > 1:
            parts = (
                f"{each.due} {figure(each.amount, receivable.currency)}"
                for each in receivable.schedule
            )
            yield t("fact.schedule"), "; ".join(parts)
        if receivable.dimensions:
            pairs = receivable.dimensions.items()
            dimensions = (f"{printable(name)}: {printable(value)}" for name, value in pairs)
            yield t("fact.dimensions"), "; ".join(dimensions)

    def movements(self) -> Iterator[tuple[Event, Decimal, str, tuple[str, ...]]]:
        """Give each event, the balance after it, its sentence and its evidence."""
        balance = _ZERO
        for event in self._events():
            before = balance
            with precise():
                balance += event.amount
            evidence = tuple(self._narrator.evidence(event, before))
            yield event, balance, self._narrator.sentence(event), evidence

    def related(self) -> Iterator[str]:
        """Name the documents that the invoice names, and those that name it."""
        t, uuid = self._texts, self._receivable.uuid
        for relation in self._receivable.relations:
            yield f"{self._relation(relation.kind, 'names')}: {t.full(relation.uuid)}"
        for document in self._ledger.documents:
            if self._as_of is not None and document.issued_on > self._as_of:
                continue
            for relation in document.relations:
                if relation.uuid == uuid:
                    yield f"{self._relation(relation.kind, 'named')}: {t.full(document.uuid)}"

    def cases(self) -> list[Inconsistency]:
        """Give the inconsistencies that name the invoice, from the day on which each showed."""
        uuid = self._receivable.uuid
        found = [
            case
            for case in (*self._ledger.inconsistencies, *self._ledger.deadlines)
            if uuid in (case.receivable, case.document, *(value for _, value in case.values))
            and (self._as_of is None or case.since <= self._as_of)
        ]
        return sorted(found, key=lambda case: case.since)

    def standing(self) -> Iterator[str]:
        """Say what is owed, when it is or was due, and how late it is."""
        t, receivable = self._texts, self._receivable
        issued = self._as_of is None or receivable.issued.date() <= self._as_of
        if not issued:
            yield t("standing.not_issued")
        ends = [each for each in self._events() if each.reverses is EventKind.CHARGE]
        for event in ends:
            yield t(f"standing.{event.kind}", day=event.date)
        balance = receivable.balance(self._as_of)
        if not balance and issued and not ends:
            yield t("standing.settled")
        elif balance < 0:
            yield t("standing.credit", amount=t.money(balance.copy_negate(), receivable.currency))
        elif balance > 0:
            yield from self._owed(balance)

    def sections(self, cases: Iterable[Inconsistency]) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Give the lists below the events that are not empty, each with its heading."""
        numbers = self._numbers()
        for name, lines in (
            ("related", tuple(self.related())),
            ("cases", tuple(self._case(case, numbers) for case in cases)),
            ("standing", tuple(self.standing())),
        ):
            if lines:
                yield self._texts(name), lines

    def _case(self, case: Inconsistency, numbers: Mapping[str, str]) -> str:
        """Write a case with the numbers of the documents that the story has named already."""
        t, told = self._texts, case.told(self._texts.lang, numbers)
        until = f" ({t('case.until', day=case.until)})" if case.until else ""
        return f"{case.since}{until} {case.code}: {printable(told, _LONGEST_MESSAGE)}"

    def _numbers(self) -> dict[str, str]:
        """Give series and folio of the documents that moved the invoice, unless two share them."""
        moved = {event.document for event in self._events()} | {self._receivable.uuid}
        found = [each for each in map(self._find, moved) if each is not None and each.number]
        count = Counter(each.number for each in found)
        return {each.uuid: number_of(each) for each in found if count[each.number] == 1}

    def _events(self) -> Iterator[Event]:
        for event in self._receivable.events:
            if self._as_of is None or event.date <= self._as_of:
                yield event

    def _owed(self, balance: Decimal) -> Iterator[str]:
        """Say what is owed by due date: in one line, or in one for each."""
        t, receivable = self._texts, self._receivable
        currency = receivable.currency
        parts = receivable.parts(self._as_of or date.max)
        lines = [self._lateness(due, t.money(amount, currency)) for due, amount in parts]
        if len(lines) == 1:
            yield t("standing.owed", amount=lines[0])
        else:
            yield t("standing.owed", amount=f"{t.money(balance, currency)}:")
            yield from lines

    def _lateness(self, due: date | None, amount: str) -> str:
        t = self._texts
        if due is None:
            return t("standing.undated", amount=amount)
        if self._as_of is None:
            return t("standing.due", amount=amount, due=due)
        days = (self._as_of - due).days
        key = "standing.overdue" if days > 0 else "standing.on_time"
        return t(key, amount=amount, due=due, count=abs(days))

    def _amount(self) -> str:
        t, receivable = self._texts, self._receivable
        amount = t.money(receivable.amount, receivable.currency)
        return ", ".join((amount, *t.rates(receivable.exchange_rate, receivable.currency)))

    def _due_source(self) -> str:
        source = self._receivable.due_source
        terms = ""
        if source is DueSource.DOCUMENT:
            invoice = self._find(self._receivable.uuid)
            terms = invoice.payment_terms_text or "" if isinstance(invoice, Invoice) else ""
        return self._texts(f"due.{source}", terms=printable(terms))

    def _relation(self, kind: str, direction: str) -> str:
        t = self._texts
        key = f"relation.{kind}.{direction}"
        return t(key) if key in t else t(f"relation.{direction}", kind=printable(kind))

    def _find(self, uuid: str) -> LedgerDocument | None:
        """Find a document of the ledger, whose documents are in order of UUID."""
        documents = self._ledger.documents
        place = bisect_left(documents, uuid, key=lambda each: each.uuid)
        found = documents[place] if place < len(documents) else None
        return found if found is not None and found.uuid == uuid else None
