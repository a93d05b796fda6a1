"""What bounds, reasons, outcomes and components are called, in Spanish and in English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from cobranza.aging import Text
from cobranza.credit.limits._exposure import ExposureComponent
from cobranza.credit.limits._file import FileStatus
from cobranza.credit.limits._orders import OrderOutcome
from cobranza.credit.limits._proposals import Outcome
from cobranza.credit.limits._reasons import Objection, Reason
from cobranza.credit.limits._rules import Bound

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import StrEnum

__all__ = ["name_of", "objection_text"]

_ALLOWED: Final = Text(es="se permite", en="allowed:")
_NAMES: Final[Mapping[StrEnum, Text]] = {
    Bound.CAPACITY: Text(es="Capacidad financiera", en="Financial capacity"),
    Bound.MONTHLY_PURCHASES: Text(es="Compras de un mes", en="Purchases of a month"),
    Bound.MONTHLY_SALES: Text(es="Ventas de un mes", en="Sales of a month"),
    Bound.NEED: Text(es="Necesidad por ventas", en="Need by sales"),
    Bound.NET_WORTH: Text(es="Capital contable", en="Net worth"),
    Bound.REFERENCES: Text(es="Mediana de referencias", en="Median of references"),
    Bound.REQUESTED: Text(es="Lo solicitado", en="Requested"),
    Bound.WORKING_CAPITAL: Text(es="Capital de trabajo", en="Working capital"),
    Bound.AVERAGE: Text(es="Promedio de los métodos", en="Average of the methods"),
    Bound.CLASS_CAP: Text(es="Tope de la clase", en="Cap of the class"),
    Bound.UNPROVEN_CAP: Text(es="Tope sin información", en="Cap without figures"),
    Bound.CONCENTRATION: Text(es="Concentración", en="Concentration"),
    ExposureComponent.RECEIVABLES: Text(es="Facturas por cobrar", en="Receivables"),
    ExposureComponent.CREDITS: Text(es="Saldos a favor", en="Credits"),
    ExposureComponent.ORDERS: Text(es="Pedidos por surtir", en="Orders"),
    ExposureComponent.DELIVERED: Text(es="Entregado sin facturar", en="Delivered, not invoiced"),
    ExposureComponent.UNCASHED: Text(es="Cheques por cobrar", en="Cheques not cashed"),
    FileStatus.MISSING: Text(es="Falta", en="Missing"),
    FileStatus.ADVERSE: Text(es="Adverso", en="Adverse"),
    FileStatus.EXPIRED: Text(es="Vencido", en="Expired"),
    FileStatus.EXPIRES_SOON: Text(es="Por vencer", en="Expires soon"),
    FileStatus.PRESENT: Text(es="Vigente", en="Present"),
    Outcome.APPROVED: Text(es="Aprobada", en="Approved"),
    Outcome.REJECTED: Text(es="Rechazada", en="Rejected"),
    Outcome.ESCALATED: Text(es="Turnada a otro nivel", en="Escalated"),
    OrderOutcome.RELEASE: Text(es="Liberado", en="Released"),
    OrderOutcome.HOLD: Text(es="Retenido", en="Held"),
    OrderOutcome.RELEASE_WITH_OVERRIDE: Text(
        es="Liberado con autorización", en="Released with override"
    ),
}
_REASONS: Final[Mapping[Reason, Text]] = {
    Reason.ABOVE_SUGGESTION: Text(es="Por encima de lo sugerido", en="Above the suggestion"),
    Reason.BEYOND_AUTHORITY: Text(es="Fuera de sus facultades", en="Beyond authority"),
    Reason.DECLINED: Text(es="Negado", en="Declined"),
    Reason.FILE_INCOMPLETE: Text(es="Expediente incompleto", en="File incomplete"),
    Reason.LIMIT_EXPIRED: Text(es="Límite sin vigencia", en="Limit not in force"),
    Reason.NO_LIMIT: Text(es="Sin límite de crédito", en="No credit limit"),
    Reason.NO_SUGGESTION: Text(
        es="Sin sugerencia de la política", en="No suggestion by the policy"
    ),
    Reason.OVERDUE: Text(es="Saldo vencido", en="Overdue"),
    Reason.OVER_LIMIT: Text(es="Por encima del límite", en="Over the limit"),
    Reason.PROPOSAL_LAPSED: Text(es="Propuesta caducada", en="Proposal lapsed"),
    Reason.REVIEW_DUE: Text(es="Revisión pendiente", en="Review due"),
    Reason.REVIEW_TOO_LATE: Text(es="Revisión demasiado tarde", en="Review too late"),
    Reason.SAME_PERSON: Text(es="Quien solicita no autoriza", en="Who asks does not approve"),
    Reason.TEMPORARY_TOO_LONG: Text(es="Ampliación demasiado larga", en="Temporary for too long"),
    Reason.TERMS_NOT_ALLOWED: Text(es="Plazo no permitido", en="Terms not allowed"),
}


def name_of(member: StrEnum, lang: Literal["es", "en"] = "es") -> str:
    """Name a bound, component, status or outcome.

    >>> name_of(Bound.CLASS_CAP), name_of(OrderOutcome.HOLD, "en")
    ('Tope de la clase', 'Held')
    """
    return _of(_NAMES[member], lang)


def objection_text(objection: Objection, lang: Literal["es", "en"] = "es") -> str:
    """Say what was found, and what is allowed."""
    text = f"{_of(_REASONS[objection.reason], lang)}: {objection.found}"
    if not objection.allowed:
        return text
    return f"{text}; {_of(_ALLOWED, lang)} {objection.allowed}"


def _of(text: Text, lang: Literal["es", "en"]) -> str:
    return text.es if lang == "es" else text.en
