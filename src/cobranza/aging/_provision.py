"""Expected credit loss of trade receivables by a provision matrix, with rates from history.

It is the simplified approach: losses are expected over the whole life of what is owed, by days past
due, from experience and from what is foreseen.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.aging._buckets import Buckets
from cobranza.aging._exact import ONE, RESULT, ZERO, ratio, total
from cobranza.aging._items import as_day, check_amount, parts_of
from cobranza.aging._metric import Metric, Text, Unit
from cobranza.errors import CobranzaError
from cobranza.money import decimals, precise, quantize

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Sequence

    from cobranza.aging._items import OpenItem
    from cobranza.ledger.documents import Tax

__all__ = [
    "DEFINITIONS",
    "Provision",
    "ProvisionLine",
    "ProvisionMatrix",
    "iva_rate_of",
    "provision",
]

_IVA: Final = "002"
"""Its code in c_Impuesto."""

DEFINITIONS: Final = (
    Metric(
        key="expected_credit_loss",
        unit=Unit.MONEY,
        name=Text(es="Pérdida crediticia esperada", en="Expected credit loss"),
        formula="sum over buckets of exposure x min(loss rate x overlay, 1)",
        definition=Text(
            es="Estimación por matriz de provisión (método simplificado): el saldo de cada rango, "
            "con IVA o sin él, por su tasa de pérdida histórica ajustada por lo que se prevé. Cada "
            "renglón se redondea al centavo.",
            en="Allowance by provision matrix (simplified approach): what is owed in each bucket, "
            "with IVA or without, times its historical loss rate adjusted by what is foreseen. "
            "Each line is rounded to the centavo.",
        ),
        edges=Text(
            es="Si un rango con saldo no tiene tasa, no hay total y se dice cuál falta. Los saldos "
            "a favor no reducen la exposición.",
            en="Where a bucket with a balance has no rate there is no total, and the bucket is "
            "named. Credit balances do not lower the exposure.",
        ),
        source="IFRS 9, 5.5.15 and B5.5.35; NIF C-16, 42",
        computed_by="ProvisionMatrix",
    ),
)


def _check_rates(_matrix: object, _field: object, rates: tuple[Decimal | None, ...]) -> None:
    for rate in rates:
        if rate is not None:
            check_amount(None, None, rate)
            if not 0 <= rate <= 1:
                raise CobranzaError(f"loss rate is {rate}, expected a fraction from 0 to 1")


def _check_overlay(_matrix: object, _field: object, overlay: Decimal) -> None:
    check_amount(None, None, overlay)
    if overlay < 0:
        raise CobranzaError(f"overlay is {overlay}, expected a factor of at least 0")


@attrs.frozen(kw_only=True)
class ProvisionLine:
    """One bucket of a provision; without a rate, the loss is `None`.

    `exposure` is `outstanding` without IVA, or all of it; `rate` includes the overlay.
    """

    bucket: str
    outstanding: Decimal
    exposure: Decimal
    rate: Decimal | None
    loss: Decimal | None


@attrs.frozen(kw_only=True)
class Provision:
    """The expected credit loss of one currency, bucket by bucket."""

    currency: str
    lines: tuple[ProvisionLine, ...]

    @property
    def without_rate(self) -> tuple[str, ...]:
        """Buckets that hold something and have no rate."""
        return tuple(line.bucket for line in self.lines if line.exposure and line.loss is None)

    @property
    def exposure(self) -> Decimal:
        """Sum of what the losses are reckoned on."""
        return total(line.exposure for line in self.lines)

    @property
    def loss(self) -> Decimal | None:
        """Sum of the losses; `None` while a bucket is `without_rate`."""
        if self.without_rate:
            return None
        return total(line.loss for line in self.lines if line.loss is not None)

    @property
    def coverage(self) -> Decimal | None:
        """The loss over the exposure, a fraction; `None` without either."""
        return None if self.loss is None else ratio(self.loss, self.exposure)

    def _repr_html_(self) -> str:
        from cobranza.aging._html import provision_html  # noqa: PLC0415 - only when asked

        return provision_html(self)


@attrs.frozen(kw_only=True)
class ProvisionMatrix:
    """A loss rate for each bucket, in the order of `Buckets.labels`, and an overlay for all.

    The loss is the `sum over buckets of exposure x min(loss rate x overlay, 1)`. A rate that is
    `None`, or missing at the end, is not known; that of "no due date" comes last. The overlay is
    what the future is expected to change: 1.2 is a fifth more losses than history had.

    Source: IFRS 9, 5.5.15 and B5.5.35; NIF C-16, 42.

    >>> from decimal import Decimal
    >>> matrix = ProvisionMatrix(
    ...     buckets=Buckets.days(30, 60),
    ...     rates=(Decimal("0.003"), Decimal("0.016"), Decimal("0.036"), Decimal("0.6")),
    ...     overlay=Decimal(2),
    ... )
    >>> found = matrix.provide([Decimal(owed) for owed in (1000, 100, 0, 50, 0)], currency="MXN")
    >>> found.loss, [str(line.loss) for line in found.lines]
    (Decimal('59.20'), ['6.00', '3.20', '0.00', '50.00', 'None'])

    Raises:
        CobranzaError: there are more rates than buckets, or one is not a fraction from 0 to 1; the
            overlay is negative.
    """

    buckets: Buckets
    rates: tuple[Decimal | None, ...] = attrs.field(validator=_check_rates)
    overlay: Decimal = attrs.field(default=ONE, validator=_check_overlay)

    def __attrs_post_init__(self) -> None:
        if len(self.rates) > len(self.buckets.labels):
            raise CobranzaError(
                f"loss rates are {len(self.rates)}, expected at most {len(self.buckets.labels)}"
            )

    def rate(self, bucket: int) -> Decimal | None:
        """Give the loss rate of a bucket, overlay included and at most 1; `None` when unknown."""
        rate = self.rates[bucket] if bucket < len(self.rates) else None
        return None if rate is None else min(RESULT.multiply(rate, self.overlay), ONE)

    def provide(
        self,
        outstanding: Sequence[Decimal],
        *,
        currency: str,
        exposure: Sequence[Decimal] | None = None,
    ) -> Provision:
        """Apply the rates to what is owed in each bucket, in the order of `Buckets.labels`.

        `exposure` is what the losses are reckoned on, when that is not all of `outstanding`.
        Exposure and loss of a line are rounded to the decimals of the currency, half up, so that
        every line can be checked by hand.

        Raises:
            CobranzaError: there is not one amount for each bucket.
        """
        labels = self.buckets.labels
        exposure = outstanding if exposure is None else exposure
        if not len(outstanding) == len(exposure) == len(labels):
            raise CobranzaError(f"amounts are {len(outstanding)}, expected {len(labels)}")
        lines: list[ProvisionLine] = []
        places = decimals(currency)
        for bucket, label in enumerate(labels):
            exposed, rate = quantize(exposure[bucket], places), self.rate(bucket)
            with precise():
                loss = None if rate is None else quantize(exposed * rate, places)
            lines.append(
                ProvisionLine(
                    bucket=label,
                    outstanding=outstanding[bucket],
                    exposure=exposed,
                    rate=rate,
                    loss=loss,
                )
            )
        return Provision(currency=currency, lines=tuple(lines))


def provision(
    items: Iterable[OpenItem],
    *,
    as_of: dt.date,
    matrix: ProvisionMatrix,
    currency: str,
    iva_rate: Decimal | Callable[[OpenItem], Decimal] = ZERO,
) -> Provision:
    """Give the expected credit loss of what is outstanding at the end of `as_of`.

    IVA is owed to the treasury when it is collected, so what is never collected causes none: a
    company may leave it out of what it can lose. `iva_rate` is the IVA that the items carry, a
    fraction of their price (0.16 is 16 %), one for all or asked for each (`iva_rate_of`); zero
    keeps it in. Balances below zero are left out.

    Source: IFRS 9, 5.5.15 and B5.5.35; NIF C-16, 42; LIVA, 1-B, for the IVA.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from cobranza.aging import Item, Party
    >>> item = Item(
    ...     customer=Party(rfc="XIA190128J61"),
    ...     currency="MXN",
    ...     issued=date(2026, 4, 1),
    ...     due=date(2026, 5, 1),
    ...     amount=Decimal("1160.00"),
    ... )
    >>> matrix = ProvisionMatrix(buckets=Buckets.days(30), rates=(Decimal("0.01"), Decimal("0.05")))
    >>> day = date(2026, 5, 31)
    >>> provision([item], as_of=day, matrix=matrix, currency="MXN").loss
    Decimal('58.00')
    >>> without_iva = Decimal("0.16")
    >>> provision([item], as_of=day, matrix=matrix, currency="MXN", iva_rate=without_iva).loss
    Decimal('50.00')
    """
    as_of = as_day(as_of)
    owed = [ZERO for _ in matrix.buckets.labels]
    exposed = list(owed)
    with precise():
        for item in items:
            if item.currency != currency:
                continue
            price = ONE + (iva_rate(item) if callable(iva_rate) else iva_rate)
            for due, amount in parts_of(item, as_of):
                if amount > 0:
                    days = None if due is None else (as_of - as_day(due)).days
                    place = matrix.buckets.index(days)
                    owed[place] += amount
                    exposed[place] += amount / price
    return matrix.provide(owed, currency=currency, exposure=exposed)


def iva_rate_of(item: OpenItem) -> Decimal:
    """Give the IVA that an invoice of the ledger carries, over the rest of its total.

    IVA withheld is taken off. An item without taxes, or that does not tell them, carries none.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from cobranza.aging import Item, Party
    >>> iva_rate_of(
    ...     Item(
    ...         customer=Party(rfc="XIA190128J61"),
    ...         currency="MXN",
    ...         issued=date(2026, 4, 1),
    ...         due=None,
    ...         amount=Decimal(100),
    ...     )
    ... )
    Decimal('0')
    """
    taxes: tuple[Tax, ...] = getattr(item, "taxes", ())
    with precise():
        iva = ZERO
        for each in taxes:
            if each.tax == _IVA and each.amount is not None:
                iva += -each.amount if each.withheld else each.amount
        return ratio(iva, item.amount - iva) or ZERO
