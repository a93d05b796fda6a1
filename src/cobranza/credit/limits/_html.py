"""Suggestions, exposures, files, decisions and policies as tables of HTML, in Spanish."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cobranza._html import NONE, Cell, block, bullets, figure, heading, percent, table
from cobranza.credit.limits._exposure import ExposureComponent
from cobranza.credit.limits._words import name_of, objection_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from cobranza.credit.limits._estimates import Estimate
    from cobranza.credit.limits._exposure import Exposure
    from cobranza.credit.limits._file import FileCheck
    from cobranza.credit.limits._orders import OrderDecision
    from cobranza.credit.limits._policy import CreditPolicy
    from cobranza.credit.limits._proposals import Decision
    from cobranza.credit.limits._reasons import Objection
    from cobranza.credit.limits._suggest import Suggestion

__all__ = [
    "decision_html",
    "exposure_html",
    "file_html",
    "order_html",
    "policy_html",
    "suggestion_html",
]


def suggestion_html(found: Suggestion) -> str:
    """Show every method, every ceiling, and which of them decided."""
    currency = found.currency
    estimates = [
        (name_of(each.method), "sí" if each.used else NONE, _estimate(each, currency))
        for each in found.estimates
    ]
    ceilings = [
        (
            name_of(each.bound),
            "Total" if each.on_total else "Sin garantía",
            figure(each.amount, currency),
        )
        for each in found.ceilings
    ]
    totals = [
        ("Sin garantía", figure(found.unsecured, currency)),
        ("Garantías y seguro", figure(found.secured, currency)),
        ("Límite sugerido", figure(found.amount, currency)),
    ]
    applicant = found.applicant
    return block(
        heading(
            f"Límite de {applicant.customer}, clase {applicant.risk_class}, al {applicant.as_of}, "
            f"{currency}: decide {name_of(found.binding)}"
        ),
        table(("Método", "En uso", "Importe"), estimates, figures=1),
        table(("Tope", "Sobre", "Importe"), ceilings, figures=1),
        table((), totals, figures=1),
        bullets(f"No se aplicó: {name_of(each)}, falta el dato" for each in found.not_applied),
    )


def exposure_html(found: Exposure) -> str:
    """Show each component, the total, and what of it is past due."""
    rows = [
        (name_of(each), figure(getattr(found, each.value), found.currency))
        for each in ExposureComponent
    ]
    rows += [
        ("Exposición", figure(found.total, found.currency)),
        ("Vencido", figure(found.overdue(), found.currency)),
    ]
    return block(
        heading(f"Exposición de {found.customer} al {found.as_of}, {found.currency}"),
        table(("Componente", "Importe"), rows, figures=1),
    )


def file_html(found: FileCheck) -> str:
    """Show every document of the checklist."""
    rows: list[Sequence[Cell]] = [
        (
            (row.name, *row.references),
            name_of(row.status),
            f"{row.found} de {row.needed}",
            str(row.until or NONE),
        )
        for row in found.rows
    ]
    state = "completo" if found.complete else "incompleto"
    return block(
        heading(f"Expediente de {found.customer} al {found.as_of}: {state}"),
        table(("Documento", "Estado", "Hay", "Vigente hasta"), rows),
    )


def decision_html(found: Decision) -> str:
    """Show what was asked for, what was decided, by whom, and what stood against it."""
    proposal, currency = found.proposal, found.proposal.currency
    current = proposal.current
    rows = [
        ("Límite vigente", figure(current.amount, currency) if current else NONE),
        ("Límite propuesto", figure(proposal.proposed, currency)),
        ("Ampliación temporal", _until(proposal.temporary, proposal.temporary_until, currency)),
        ("Plazo", f"{proposal.terms_days} días"),
        ("Solicita", f"{proposal.requested_by}, {proposal.date}"),
        ("Resuelve", f"{found.by.person}, {found.by.role}, {found.by.date}"),
        ("Nivel que se requiere", found.needed),
        ("Política", f"{found.policy.name}, {found.policy.version}"),
    ]
    return block(
        heading(f"Propuesta de {proposal.customer}, {currency}: {name_of(found.outcome)}"),
        table((), rows),
        _objections(found.objections),
    )


def order_html(found: OrderDecision) -> str:
    """Show the order beside the limit, what became of it, and every reason."""
    currency = found.order.currency
    rows = [
        ("Exposición", figure(found.exposure.total, currency)),
        ("Pedido", figure(found.order.amount, currency)),
        ("Exposición con el pedido", figure(found.after, currency)),
        ("Límite con tolerancia", _amount(found.allowed, currency)),
    ]
    releases = [] if found.needed is None else [f"Puede liberarlo: {found.needed}"]
    return block(
        heading(f"Pedido {found.order.reference}, {currency}: {name_of(found.outcome)}"),
        table((), rows, figures=1),
        _objections((*found.objections, *found.notices)),
        bullets(releases),
    )


def policy_html(policy: CreditPolicy) -> str:
    """Show the classes and the authorities of a policy."""
    currency = policy.currency
    names = [each.name for each in policy.classes]
    classes = [
        (
            each.name,
            ", ".join(map(str, each.terms_days)),
            f"{each.review_days} días",
            figure(each.cap, currency),
            figure(each.unproven_cap, currency),
            percent(each.tangible_net_worth_share),
            percent(each.turnover_share),
        )
        for each in policy.classes
    ]
    authorities = [
        (
            each.role,
            *(_amount(each.by_class.get(name), currency) for name in names),
            figure(each.temporary, currency),
            percent(each.excess_share),
        )
        for each in policy.authorities
    ]
    columns = ("Tope", "Sin información", "Del capital tangible", "De las ventas")
    matrix = ("Nivel", *(f"Clase {name}" for name in names), "Temporal", "Exceso")
    return block(
        heading(f"{policy.name}, versión {policy.version}, {currency}"),
        table(("Clase", "Plazos", "Revisión", *columns), classes, figures=len(columns)),
        table(matrix, authorities, figures=len(matrix) - 1),
        bullets([f"Por encima de ellos: {policy.committee}"]),
    )


def _objections(objections: tuple[Objection, ...]) -> str:
    return bullets(map(objection_text, objections))


def _amount(amount: Decimal | None, currency: str) -> str:
    return NONE if amount is None else figure(amount, currency)


def _estimate(each: Estimate, currency: str) -> Cell:
    """Show an amount, or what is missing for it."""
    if each.amount is None:
        return (NONE, f"falta {', '.join(each.missing)}")
    return figure(each.amount, currency)


def _until(amount: Decimal | None, day: object, currency: str) -> str:
    return f"{figure(amount, currency)} hasta {day}" if amount else NONE
