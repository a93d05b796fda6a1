"""The working state of a ledger while it is built: accounts, and an agenda of what acts when.

Documents first plan what they do; then the agenda is run in order of day. Within one day the
order is that of `Step`; ties are settled by time of issue, then by UUID, then by position in the
document. So nothing depends on the order in which documents were given.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from enum import IntEnum
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.ledger._accounts import Account
from cobranza.ledger._endings import Ending, Endings
from cobranza.ledger.documents import Invoice
from cobranza.ledger.events import Event, Unapplied
from cobranza.ledger.inconsistencies import Inconsistency, Value

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from cobranza.ledger.documents import LedgerDocument

__all__ = ["Act", "Books", "Step"]


class Step(IntEnum):
    """What comes first within one day."""

    CHARGE = 0
    PAY = 1
    UNDO_PAY = 2
    END = 3
    REPLACE = 4
    CREDIT = 5
    UNDO_CREDIT = 6


_STEPS: Final = len(Step)

Act = Callable[[], object]
"""Something that a document does to the books when its day has come."""

# Day and step, time of issue, UUID, position, and the act itself, which is never compared.
_Entry = tuple[int, datetime, str, int, Act]


@attrs.define(kw_only=True, eq=False)
class Books:
    """Accounts by UUID of invoice, the agenda, and what is reported at the end."""

    endings: Endings
    accounts: dict[str, Account]
    unapplied: list[Unapplied] = attrs.field(factory=list[Unapplied])
    inconsistencies: list[Inconsistency] = attrs.field(factory=list[Inconsistency])
    at_end: list[Act] = attrs.field(factory=list[Act])
    _agenda: list[_Entry] = attrs.field(factory=list[_Entry], init=False)

    @classmethod
    def open(cls, documents: Mapping[str, LedgerDocument], endings: Endings) -> Books:
        """Open one account for each invoice."""
        return cls(
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

    def plan(
        self,
        day: date,
        step: Step,
        document: LedgerDocument,
        position: int,
        act: Act,
    ) -> None:
        """Put an act on the agenda; document, step and position name it once."""
        entry = (day.toordinal() * _STEPS + step, document.issued, document.uuid, position, act)
        self._agenda.append(entry)

    def run(self) -> None:
        """Do everything planned, in order of day; then what waits for the end."""
        self._agenda.sort()
        for *_, act in self._agenda:
            act()
        for act in self.at_end:
            act()

    def move(self, account: Account, event: Event, provisional: Decimal) -> Account:
        """Let an event move an account, and pass it on to the account that took its debt over.

        Returns the account where the amount ended.
        """
        account.move(event, provisional)
        heir = account.last_heir()
        if heir is not account:
            account.pass_on(heir, event, event.amount, provisional)
        return heir

    def report_overpaid(self, account: Account, document: str, path: str | None) -> None:
        """Report a debt paid above what was owed; a cancelled one is reported as such."""
        if account.owed < 0 and not account.ended:
            self.report(
                "COB213",
                document,
                receivable=account.invoice.uuid,
                path=path,
                balance=account.owed,
                currency=account.invoice.currency,
            )

    def report(
        self,
        code: str,
        document: str,
        *,
        receivable: str | None = None,
        path: str | None = None,
        **values: Value,
    ) -> None:
        """Add one inconsistency."""
        self.inconsistencies.append(
            Inconsistency(
                code=code,
                document=document,
                receivable=receivable,
                path=path,
                values=tuple(values.items()),
            )
        )
