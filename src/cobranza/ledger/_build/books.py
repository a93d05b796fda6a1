"""The working state of a ledger while it is built: accounts, and an agenda of what acts when.

Documents and facts first plan what they do; then the agenda is run in order of day. Within one day
the order is that of `Step`; ties are settled by time of record, then by UUID or reference, then by
position. So nothing depends on the order in which anything was given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import IntEnum
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.ledger._build.accounts import Account
from cobranza.ledger._build.endings import Ending, Endings
from cobranza.ledger.documents import DocumentStatus, Invoice, LedgerDocument
from cobranza.ledger.events import Event, EventKind, Unapplied
from cobranza.ledger.inconsistencies import Inconsistency, Value, case_of

if TYPE_CHECKING:
    from decimal import Decimal

__all__ = ["Act", "Books", "Proof", "Step"]


class Step(IntEnum):
    """What comes first within one day."""

    PAY = 0
    UNDO_PAY = 1
    SEE_CASH = 2
    END = 3
    REPLACE = 4
    CREDIT = 5
    UNDO_CREDIT = 6
    ADJUST = 7


_STEPS: Final = len(Step)

Act = Callable[[], object]
"""Something that a document or a fact does to the books when its day has come."""

Proof = tuple[datetime, str, int]
"""What proves an act: its time of record, its UUID or reference, and a position within."""

_Entry = tuple[int, Proof, Act]  # day and step, then what settles ties; acts are never compared

# What no REP nets from the balance that it declares.
_FACTS: Final = frozenset(
    {EventKind.CASH, EventKind.WRITE_OFF, EventKind.ADJUSTMENT, EventKind.FACTORING}
)


@attrs.define(kw_only=True, eq=False)
class Books:
    """Accounts by UUID of invoice, the agenda, and what is reported at the end."""

    documents: Mapping[str, LedgerDocument]
    statuses: Mapping[str, DocumentStatus]
    endings: Endings
    accounts: dict[str, Account]
    unapplied: list[Unapplied] = attrs.field(factory=list[Unapplied])
    inconsistencies: list[Inconsistency] = attrs.field(factory=list[Inconsistency])
    at_end: list[Act] = attrs.field(factory=list[Act])
    _agenda: list[_Entry] = attrs.field(factory=list[_Entry], init=False)

    @classmethod
    def open(
        cls,
        documents: Mapping[str, LedgerDocument],
        statuses: Mapping[str, DocumentStatus],
        endings: Endings,
    ) -> Books:
        """Open one account for each invoice."""
        return cls(
            documents=documents,
            statuses=statuses,
            endings=endings,
            accounts={
                uuid: Account(document)
                for uuid, document in documents.items()
                if isinstance(document, Invoice)
            },
            inconsistencies=list(endings.inconsistencies),
        )

    def ending(self, document: LedgerDocument) -> Ending | None:
        """Say why and when a document stopped counting, `None` when it stands."""
        return self.endings.by_document.get(document.uuid)

    def plan(self, day: date, step: Step, proof: Proof, act: Act) -> None:
        """Put an act on the agenda; step and proof name it once."""
        self._agenda.append((day.toordinal() * _STEPS + step, proof, act))

    def run(self) -> None:
        """Do everything planned, in order of day; then what waits for the end."""
        self._agenda.sort()
        for _, _, act in self._agenda:
            act()
        for act in self.at_end:
            act()
        # Acts know the books: without them the books are in no cycle.
        self._agenda.clear()
        self.at_end.clear()

    def move(self, account: Account, event: Event, lasting: Decimal) -> Account:
        """Let an event move an account, and pass it on to the account that took its debt over.

        `lasting` is its amount, or 0 for what an ending takes back. Returns the account where the
        amount ended.
        """
        account.events.append(event)
        heir = account
        if account.heir is not None:
            heir = account.last_heir()
            self._transfer(account, heir, event, event.amount)
            if lasting and event.kind not in _FACTS:
                heir.credits.append((event.date, -lasting))
        heir.take(event, lasting)
        return heir

    def replace(self, account: Account, substitute: Account, on: date) -> None:
        """Let the substitute, or whoever replaced it by now, take over what was moved."""
        new, heir = substitute.invoice, substitute.last_heir()
        because = Event(
            kind=EventKind.TRANSFER,
            date=on,
            amount=account.moved,
            document=new.uuid,
            recorded=new.issued,
        )
        if account.moved:
            self._transfer(account, heir, because, account.moved)
        credited = account.adjusted - account.covered_lasting - account.lasting
        if credited:
            heir.credits.append((on, credited))
        heir.take_over(account, because)
        account.heir = substitute
        self.report_overpaid(heir, because)

    def _transfer(self, account: Account, heir: Account, because: Event, amount: Decimal) -> None:
        """Record that an amount left an account for the one that took its debt over."""
        for each, other, moved in ((account, heir, -amount), (heir, account, amount)):
            each.events.append(
                Event(
                    kind=EventKind.TRANSFER,
                    date=because.date,
                    amount=moved,
                    document=because.document,
                    recorded=because.recorded,
                    counterpart=other.invoice.uuid,
                )
            )

    def report_overpaid(self, account: Account, because: Event) -> None:
        """Report a debt reduced below zero; a cancelled one is reported as such."""
        if because.amount < 0 and account.owed < 0 and not account.ended:
            self.report(
                "COB213",
                because.document,
                receivable=account.invoice.uuid,
                path=because.path,
                since=max(because.recorded.date(), account.issued_on),
                balance=account.owed,
                currency=account.invoice.currency,
            )

    def report_early(self, account: Account, event: Event) -> None:
        """Report what has effect before the invoice that it moves."""
        if event.date < account.issued_on:
            self.report(
                "COB203",
                event.document,
                receivable=account.invoice.uuid,
                path=event.path,
                since=max(event.recorded.date(), account.issued_on),
                date=event.date,
                issued=account.issued_on,
            )

    def report(
        self,
        code: str,
        document: str,
        *,
        receivable: str | None = None,
        path: str | None = None,
        since: date | None = None,
        until: date | None = None,
        **values: Value,
    ) -> None:
        """Add one inconsistency; it shows when the later of document and receivable is issued."""
        self.inconsistencies.append(
            case_of(
                self.documents,
                code,
                document,
                receivable=receivable,
                path=path,
                since=since,
                until=until,
                **values,
            )
        )
