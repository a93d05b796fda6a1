"""A statement as the texts that its reader sees, the same on a page and on paper."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.money import quantize
from cobranza.report._data import share, sum_of
from cobranza.report._more_texts import MoreTexts
from cobranza.report._texts import NONE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cobranza.ledger import Event, Party, Unapplied
    from cobranza.report.statement._data import CurrencyStatement, Statement

__all__ = ["Bar", "Grid", "Section", "View"]

_SHORT_UUID: Final = 8
_STRONG: Final = ("statement.closing", "statement.net")
_WIDTH: Final = 1000
_ZERO: Final = Decimal(0)


@attrs.frozen(kw_only=True)
class Bar:
    """One bucket of the aging strip: where it starts and how wide it is, of 1000."""

    label: str
    amount: str
    index: int
    start: int
    width: int


@attrs.frozen(kw_only=True)
class Grid:
    """A table of texts; the last `figures` columns are numbers, `empty` stands for no rows.

    `widths` are those of the columns on paper, as parts of the whole.
    """

    title: str
    headings: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    figures: int
    empty: str = ""


@attrs.frozen(kw_only=True)
class Section:
    """The account in one currency; a fact is a label, an amount, and whether it stands out."""

    title: str
    facts: tuple[tuple[str, str, bool], ...]
    bars: tuple[Bar, ...]
    grids: tuple[Grid, ...]


class View:
    """Everything that a statement says, in its language."""

    def __init__(self, found: Statement) -> None:
        self._found = found
        self.lang = found.lang
        self.t = MoreTexts(found.lang, "cobranza.report.statement")

    @property
    def title(self) -> str:
        """What the document is."""
        return self.t("statement.title")

    @property
    def issuers(self) -> list[str]:
        """Who draws it up."""
        return [_named(party) for party in self._found.issuers]

    @property
    def customer(self) -> str:
        """Whose account it is; the key where the RFC does not say it all."""
        found = self._found
        name = _named(found.customer)
        return name if found.account == found.customer.rfc.upper() else f"{name}, {found.account}"

    @property
    def period(self) -> str:
        """The days of its movements."""
        found, t = self._found, self.t
        last = t.long_day(found.as_of)
        if found.since is None:
            return t("statement.all", day=last)
        return t("statement.period", first=t.long_day(found.since), last=last)

    @property
    def note(self) -> str:
        """How to read it."""
        if not self._found.currencies:
            return self.t("statement.nothing")
        return self.t("statement.note", day=self.t.long_day(self._found.as_of))

    def sections(self) -> Iterator[Section]:
        """Give one section for each currency."""
        for each in self._found.currencies:
            yield Section(
                title=self.t("statement.in", currency=each.currency),
                facts=tuple(self._facts(each)),
                bars=tuple(self._bars(each)),
                grids=(self._open(each), self._lines(each), *self._unapplied(each)),
            )

    def _facts(self, each: CurrencyStatement) -> Iterator[tuple[str, str, bool]]:
        t = self.t
        facts = [
            ("statement.opening", each.opening),
            ("statement.charges", each.charges),
            ("statement.credits", each.credits),
            ("statement.closing", each.closing),
            ("statement.of_it_overdue", each.aged.overdue),
        ]
        if each.unapplied:
            facts += [("statement.in_favour", each.in_favour), ("statement.net", each.net)]
        for key, amount in facts:
            label = t(key, day=t.day(self._found.as_of))
            yield label, t.money(amount, each.currency), key in _STRONG

    def _bars(self, each: CurrencyStatement) -> Iterator[Bar]:
        aged = each.aged
        whole = sum_of(max(amount, _ZERO) for amount in aged.amounts)
        start = 0
        for index, label in enumerate(self._found.buckets.labels):
            if not aged.counts[index] and index == len(aged.counts) - 1:
                return  # "no due date" only where there is some
            part = share(max(aged.amounts[index], _ZERO), whole) or _ZERO
            width = int(quantize(part * _WIDTH, 0))
            yield Bar(
                label=self.t.bucket(label),
                amount=self.t.money(aged.amounts[index], each.currency),
                index=index,
                start=start,
                width=width,
            )
            start += width

    def _open(self, each: CurrencyStatement) -> Grid:
        t = self.t
        return Grid(
            title=t("statement.open"),
            headings=(
                *(t("invoice"), t("issued"), t("due")),
                *(t("days_late"), t("statement.total"), t("balance")),
            ),
            widths=(20, 14, 14, 14, 20, 18),
            rows=tuple(
                (
                    part.number or part.invoice[:_SHORT_UUID],
                    t.day(part.issued),
                    "" if part.due is None else t.day(part.due),
                    str(part.days_past_due) if (part.days_past_due or 0) > 0 else NONE,
                    t.money(part.amount, each.currency),
                    t.money(part.balance, each.currency),
                )
                for part in each.open
            ),
            figures=3,
            empty=t("statement.none_open"),
        )

    def _lines(self, each: CurrencyStatement) -> Grid:
        t = self.t
        rows: list[tuple[str, ...]] = []
        if self._found.since is not None:
            opening = t.money(each.opening, each.currency)
            rows.append((t.day(self._found.since), t("statement.opening"), "", "", "", opening))
        for line in each.lines:
            amount = t.money(abs(line.event.amount), each.currency)
            rows.append(
                (
                    t.day(line.event.date),
                    self._movement(line.event, line.document),
                    line.number or line.invoice[:_SHORT_UUID],
                    *((amount, "") if line.event.amount > 0 else ("", amount)),
                    t.money(line.balance, each.currency),
                )
            )
        return Grid(
            title=t("statement.movements"),
            headings=(
                *(t("date"), t("statement.movement"), t("invoice")),
                *(t("statement.charge"), t("statement.credit"), t("balance")),
            ),
            widths=(14, 31, 13, 14, 14, 14),
            rows=tuple(rows),
            figures=3,
            empty=t("statement.none_moved"),
        )

    def _movement(self, what: Event | Unapplied, number: str) -> str:
        """Name a movement and its document: Pago, P12."""
        return f"{self.t(f'event.{what.kind}')}, {number or what.document[:_SHORT_UUID]}"

    def _unapplied(self, each: CurrencyStatement) -> Iterator[Grid]:
        t = self.t
        if each.unapplied:
            yield Grid(
                title=t("statement.unapplied"),
                headings=(t("date"), t("statement.movement"), t("reason"), t("amount")),
                widths=(14, 30, 38, 18),
                rows=tuple(
                    (
                        t.day(credit.unapplied.date),
                        self._movement(credit.unapplied, credit.document),
                        t(f"unapplied.{credit.unapplied.reason}"),
                        t.money(credit.amount, each.currency),
                    )
                    for credit in each.unapplied
                ),
                figures=1,
            )


def _named(party: Party) -> str:
    return f"{party.name} ({party.rfc})" if party.name else party.rfc
