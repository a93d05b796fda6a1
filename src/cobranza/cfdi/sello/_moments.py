"""The dates of a document as moments: Fecha by the clocks of LugarExpedicion, the stamp by SAT's.

Source: Anexo 20: Fecha is local time of the place of issue; estándar del timbre: FechaTimbrado is
time of the central zone.
"""

from __future__ import annotations

import functools
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from cobranza.cfdi._xml import collapsed
from cobranza.cfdi.catalogs import utc
from cobranza.errors import CatalogError

if TYPE_CHECKING:
    from cobranza.cfdi._xml import XmlElement
    from cobranza.cfdi.sello._notes import Notes

__all__: list[str] = []

_BLANKS: Final = " \t\r\n"
_DATE: Final = re.compile(
    rf"[{_BLANKS}]*(20[1-9][0-9]-[0-9]{{2}}-[0-9]{{2}}T[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}})[{_BLANKS}]*"
)


def date_in(element: XmlElement, attribute: str, notes: Notes) -> datetime | None:
    """Read a date of the document as it is written, local and without zone."""
    written = element.get(attribute, "")
    if found := _DATE.fullmatch(written):
        try:
            return datetime.fromisoformat(found[1])
        except ValueError:  # such as the 30th of February
            pass
    notes.find(
        "COB305",
        element,
        attribute,
        f"«{attribute}» es {collapsed(written)!r}, que no es una fecha",
        expected="una fecha AAAA-MM-DDThh:mm:ss desde 2010",
    )
    return None


def moment_of_issue(root: XmlElement, notes: Notes) -> datetime | None:
    """Give the moment of Fecha, or None when it is no date."""
    fecha = date_in(root, "Fecha", notes)
    if fecha is None:
        return None
    place = root.get("LugarExpedicion", "").strip(_BLANKS)
    moment, exact = moment_at(place, fecha)
    if not exact:
        notes.skip(
            f"no se conoce el huso horario de «LugarExpedicion» {place!r}; se tomó el del centro",
            "la hora exacta de «Fecha»",
        )
    return moment


def moment_at(place: str, local: datetime) -> tuple[datetime, bool]:
    """Give the moment of a time by the clocks of a postal code, and whether they are known.

    Where they are not, it is taken by those of central Mexico.
    """
    try:
        return utc(place, local), True
    except CatalogError:
        return in_central_time(local), False


def in_central_time(local: datetime) -> datetime:
    """Give the moment of a time by the clocks of central Mexico."""
    return local.replace(tzinfo=_central()).astimezone(UTC)


@functools.cache
def _central() -> ZoneInfo:
    return ZoneInfo("America/Mexico_City")
