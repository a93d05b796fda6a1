"""Cancellation: the rules, the request, the receiver's answer, and what the SAT says to them.

- `needs_acceptance`, `cancellable_until`, `answer_due`: the rules, with their sources.
- `sign_cancellation`, `sign_answer`: requests and answers, signed for the SAT's service.
- `parse_acuse`: what came back, and `CODES`, what its codes mean.

Nothing here sends anything: requests go through a PAC, or through the SAT's service for PACs.

    >>> from cobranza.sat.cancellation import Motivo
    >>> [each.value for each in Motivo if each.requires_sustitucion]
    ['01']
"""

from __future__ import annotations

from cobranza.sat.cancellation._acuse import Acuse, AcuseFolio, parse_acuse
from cobranza.sat.cancellation._codes import CODES, Outcome, StatusCode, meaning_of
from cobranza.sat.cancellation._law import DEADLINES, SUPUESTOS, LegalRule, Supuesto
from cobranza.sat.cancellation._motivo import Folio, Motivo
from cobranza.sat.cancellation._request import (
    MOST_FOLIOS,
    Cancelacion,
    Respuesta,
    RespuestaReceptor,
    SolicitudAceptacionRechazo,
    parse_cancellation,
    sign_answer,
    sign_cancellation,
)
from cobranza.sat.cancellation._rules import (
    Acceptance,
    Deadline,
    answer_due,
    cancellable_until,
    fiscal_calendar,
    needs_acceptance,
)

__all__ = [
    "CODES",
    "DEADLINES",
    "MOST_FOLIOS",
    "SUPUESTOS",
    "Acceptance",
    "Acuse",
    "AcuseFolio",
    "Cancelacion",
    "Deadline",
    "Folio",
    "LegalRule",
    "Motivo",
    "Outcome",
    "Respuesta",
    "RespuestaReceptor",
    "SolicitudAceptacionRechazo",
    "StatusCode",
    "Supuesto",
    "answer_due",
    "cancellable_until",
    "fiscal_calendar",
    "meaning_of",
    "needs_acceptance",
    "parse_acuse",
    "parse_cancellation",
    "sign_answer",
    "sign_cancellation",
]
