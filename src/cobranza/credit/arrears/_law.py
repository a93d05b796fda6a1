"""The law of arrears as dated data: what a rule says, since when, and who says that it does.

Laws change and summaries err. Each rule carries its source and how far that was followed, so that
whoever acts on it knows what to read first. Nothing here is legal advice.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.errors import CreditError

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["ARREARS_LAW", "LEGAL_RATE", "Confidence", "LegalRule", "in_force"]

LEGAL_RATE: Final = Decimal("0.06")
"""A year, where nothing else was agreed: Código de Comercio, art. 362."""


class Confidence(StrEnum):
    """How far the source of a rule was followed, the best first."""

    READ = "read"  # the text of the law, or a court's quotation of it
    CITED = "cited"  # professional publications that agree
    UNVERIFIED = "unverified"  # common knowledge of the trade: read the law before acting on it


@attrs.frozen(kw_only=True)
class LegalRule:
    """What the law says of one thing, from a day on and until another, both included.

    `since` is `None` for longer than matters here, `until` while it is in force. `threshold` is the
    figure in the rule, in `unit`: a rate as a fraction a year, "UDI", "MXN", "years", "days".
    `says` is a summary in Spanish, not the text of the law.

    >>> rule = in_force(ARREARS_LAW, "legal_rate", dt.date(2026, 5, 31))
    >>> rule.threshold, rule.source
    (Decimal('0.06'), 'Código de Comercio, art. 362')
    """

    key: str
    says: str
    source: str
    confidence: Confidence
    since: dt.date | None = None
    until: dt.date | None = None
    threshold: Decimal | None = None
    unit: str | None = None

    @property
    def figure(self) -> Decimal:
        """The threshold.

        Raises:
            CreditError: the rule has none.
        """
        if self.threshold is None:
            raise CreditError(f"rule {self.key!r} has no threshold")
        return self.threshold

    def holds(self, day: dt.date) -> bool:
        """Tell whether the rule is in force on a day."""
        begun = self.since is None or self.since <= day
        return begun and (self.until is None or day <= self.until)


def in_force(law: Iterable[LegalRule], key: str, day: dt.date) -> LegalRule:
    """Find the rule of that key that is in force on a day.

    Raises:
        CreditError: there is none.
    """
    for rule in law:
        if rule.key == key and rule.holds(day):
            return rule
    raise CreditError(f"no rule {key!r} is in force on {day}")


ARREARS_LAW: Final = (
    LegalRule(
        key="legal_rate",
        says="El deudor en mora paga, desde el día siguiente al del vencimiento, el interés "
        "pactado para ese caso o, en su defecto, el seis por ciento anual.",
        source="Código de Comercio, art. 362",
        confidence=Confidence.CITED,
        threshold=LEGAL_RATE,
        unit="rate",
    ),
    LegalRule(
        key="no_interest_on_interest",
        says="Los intereses vencidos y no pagados no devengan intereses; las partes pueden pactar "
        "expresamente, antes o después, que se capitalicen.",
        source="Código de Comercio, art. 363; tesis P./J. 60/98 (registro 195328)",
        confidence=Confidence.READ,
    ),
    LegalRule(
        key="reserve_interest",
        says="Recibir el capital sin reservarse expresamente el derecho a los intereses extingue "
        "la obligación de pagarlos; lo entregado a cuenta sin aplicación expresa va primero a "
        "intereses. Asentar la reserva en cada recibo.",
        source="Código de Comercio, art. 364",
        confidence=Confidence.UNVERIFIED,
    ),
    LegalRule(
        key="interest_first",
        says="Lo pagado a cuenta se aplica primero a los intereses vencidos y después al capital, "
        "salvo convenio en contrario.",
        source="Código Civil Federal, art. 2094, supletorio en materia mercantil (tesis 221100)",
        confidence=Confidence.READ,
    ),
    LegalRule(
        key="usury",
        says="El juez puede reducir de oficio un interés notoriamente excesivo.",
        source="SCJN, 1a./J. 46/2014 y 1a./J. 47/2014; Convención Americana, art. 21.3",
        confidence=Confidence.UNVERIFIED,
    ),
    LegalRule(
        key="novation_express",
        says="La novación nunca se presume: debe constar expresamente.",
        source="Código Civil Federal, arts. 2213 y 2215",
        confidence=Confidence.CITED,
    ),
    LegalRule(
        key="novation_iva",
        says="El IVA se causa también cuando el interés del acreedor queda satisfecho por "
        "cualquier forma de extinción de la obligación. La novación extingue la anterior: el IVA "
        "pendiente de las facturas se causaría completo al firmar, sin haber cobrado.",
        source="LIVA, art. 1-B; Código Civil Federal, art. 2213",
        confidence=Confidence.CITED,
    ),
    LegalRule(
        key="iva_when_collected",
        says="El IVA de cada parcialidad, y el de los intereses, se causa cuando se cobra.",
        source="LIVA, art. 1-B",
        confidence=Confidence.CITED,
    ),
    LegalRule(
        key="iva_on_interest",
        says="Los intereses normales o moratorios forman parte del valor de la enajenación: causan "
        "IVA a la tasa de la venta de la que provienen.",
        source="LIVA, art. 12 (servicios: art. 18)",
        confidence=Confidence.CITED,
    ),
    LegalRule(
        key="iva_of_rebates",
        says="Los descuentos y bonificaciones disminuyen el IVA del mes en que se conceden, si se "
        "restituye por escrito el impuesto trasladado.",
        source="LIVA, art. 7",
        confidence=Confidence.CITED,
    ),
    LegalRule(
        key="rep",
        says="Por cada pago de una factura PPD se emite un CFDI con complemento para recepción de "
        "pagos, a más tardar el quinto día natural del mes siguiente.",
        source="RMF, regla 2.7.1.32",
        confidence=Confidence.CITED,
        threshold=Decimal(5),
        unit="days",
    ),
    LegalRule(
        key="interest_invoice",
        says="Los intereses que se cobran se facturan con un CFDI de ingreso propio.",
        source="CFF, arts. 29 y 29-A; LIVA, art. 12",
        confidence=Confidence.UNVERIFIED,
    ),
    LegalRule(
        key="credit_note",
        says="La quita sobre el principal se documenta con un CFDI de egreso relacionado (01) con "
        "cada factura.",
        source="Anexo 20, guía de llenado, apéndice 5; c_TipoRelacion 01",
        confidence=Confidence.CITED,
    ),
    LegalRule(
        key="unbilled_interest",
        says="Los intereses condonados que no se facturaron no llevan CFDI de egreso.",
        source="CFF, art. 29 (no hay ingreso que disminuir)",
        confidence=Confidence.UNVERIFIED,
    ),
    LegalRule(
        key="isr_of_moratory_interest",
        says="Para ISR, los intereses moratorios se acumulan al devengarse durante los primeros "
        "tres meses de mora y, desde el cuarto, al cobrarse, en lo que exceda de lo acumulado.",
        source="LISR, art. 18, fracción IX",
        confidence=Confidence.CITED,
        since=dt.date(2014, 1, 1),
    ),
)
"""The rules that moratory interest, restructuring and tracking rest on."""
