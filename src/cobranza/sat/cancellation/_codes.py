"""What the codes of the cancellation service mean.

Nobody but the PACs has the SAT's own table; these are the tables that PACs publish. They agree but
for 207 to 209: those made in 2022 and later have the reason for cancellation first, others do not
know codes for it and have the next ones in its place (`also`).

Sources: [1] phpcfdi/finkok, docs/Cancelación.md, and Finkok's own table; [2] Timbox, support pages;
[3] tables of other PACs, as public programs have them; [4] one program alone.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import attrs

__all__ = ["CODES", "Outcome", "StatusCode", "meaning_of"]


class Outcome(StrEnum):
    """What a code says of what was asked."""

    RECEIVED = "received"  # taken; the SAT's status tells what becomes of it
    ALREADY = "already"  # asked for, or done, before
    REFUSED = "refused"
    UNKNOWN = "unknown"  # a code that no table has


@attrs.frozen(kw_only=True)
class StatusCode:
    """A code, what it says and who tells.

    `meaning` is in Spanish, as the sources have it in substance; `also` what other sources say it
    means, "" where they agree. `sources` are numbers of the list in this module.

    >>> meaning_of("201").outcome.value, meaning_of("777").outcome.value
    ('received', 'unknown')
    """

    code: str
    outcome: Outcome
    meaning: str
    also: str = ""
    sources: tuple[int, ...] = ()


_RECEIVED: Final = Outcome.RECEIVED
_ALREADY: Final = Outcome.ALREADY
_REFUSED: Final = Outcome.REFUSED
_ALL: Final = (1, 2, 3)

# Of one document, in the acuse of a request.
_OF_DOCUMENT: Final = (
    ("201", _RECEIVED, "Solicitud de cancelación recibida; no es aún la cancelación"),
    ("202", _ALREADY, "Comprobante cancelado, o con una solicitud anterior"),
    ("203", _REFUSED, "El comprobante no es de este emisor"),
    ("204", _REFUSED, "No se puede cancelar: tiene comprobantes relacionados vigentes"),
    ("205", _REFUSED, "El SAT no tiene el comprobante; tras el timbrado puede tardar 72 horas"),
    ("206", _REFUSED, "El comprobante no es de un emisor del sector primario"),
)
# The same, since requests have a reason; with what the older tables have in their place.
_OF_REASON: Final = (
    ("207", _ALL, "Motivo de cancelación ausente o no válido", "Folio de sustitución no válido"),
    ("208", _ALL, "Folio de sustitución no válido", "Solicitud posterior a la declaración anual"),
    ("209", _ALL, "Folio de sustitución no requerido", "Fuera del plazo de la factura global"),
    ("210", (1, 2), "Solicitud posterior a la declaración anual", ""),
    ("211", (1, 2), "Fuera del plazo de la factura global", ""),
    ("212", (1, 2), "Relación no válida o inexistente", ""),
    ("213", (4,), "Rechazada por el receptor", ""),
)
# Of a request as a whole.
_OF_REQUEST: Final = (
    ("300", "Usuario no válido"),
    ("301", "XML mal formado"),
    ("302", "Sello mal formado o inválido"),
    ("303", "El sello no es del emisor que solicita"),
    ("304", "Certificado revocado o caduco"),
    ("305", "Certificado inválido"),
    ("309", "Patrón de folio, o certificado, inválido"),
    ("310", "El certificado es de e.firma, no CSD"),
    ("311", "Motivo de cancelación no válido"),
    ("312", "El comprobante no está relacionado según el motivo"),
    ("314", "Relación no válida"),
)
# Of a receiver's answer.
_OF_ANSWER: Final = (
    ("1000", _RECEIVED, "Respuesta del receptor recibida"),
    ("1001", _REFUSED, "No hay solicitud de cancelación en espera de respuesta"),
    ("1002", _ALREADY, "Ya se había respondido a la solicitud"),
    ("1003", _REFUSED, "El sello no es del receptor"),
    ("1004", _REFUSED, "Hay más de una solicitud para el mismo comprobante"),
    ("1005", _REFUSED, "El UUID es nulo o no tiene el formato correcto"),
    ("1006", _REFUSED, "Más solicitudes de las permitidas (500)"),
)

CODES: Final = {
    each.code: each
    for each in (
        *(StatusCode(code=c, outcome=o, meaning=m, sources=_ALL) for c, o, m in _OF_DOCUMENT),
        *(
            StatusCode(code=c, outcome=_REFUSED, meaning=m, also=also, sources=by)
            for c, by, m, also in _OF_REASON
        ),
        *(StatusCode(code=c, outcome=_REFUSED, meaning=m, sources=(1, 3)) for c, m in _OF_REQUEST),
        *(StatusCode(code=c, outcome=o, meaning=m, sources=_ALL) for c, o, m in _OF_ANSWER),
        *(
            StatusCode(code=f"1{c}", outcome=o, meaning=f"Retenciones: {m}", sources=(3,))
            for c, o, m in _OF_DOCUMENT
        ),
    )
}
"""Every code that is known: of documents, of requests, of answers, and of retentions (12xx)."""


def meaning_of(code: str) -> StatusCode:
    """Say what a code means; one that no table has is `Outcome.UNKNOWN`, without meaning."""
    known = CODES.get(code.strip())
    return known or StatusCode(code=code.strip(), outcome=Outcome.UNKNOWN, meaning="")
