"""How the cells of a metadata row are read, each by its column."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NoReturn

from cobranza.errors import MoneyError
from cobranza.money import to_decimal
from cobranza.sat._patterns import RFC, UUID
from cobranza.sat.metadata._row import Estatus

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

__all__ = ["READERS", "Misfit"]

_TIME: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?")
_EFFECTS: Final = {code: code for code in "IETNP"} | {
    "INGRESO": "I",
    "EGRESO": "E",
    "TRASLADO": "T",
    "NOMINA": "N",
    "NÓMINA": "N",
    "PAGO": "P",
}
_STATUSES: Final = {
    "1": Estatus.VIGENTE,
    "VIGENTE": Estatus.VIGENTE,
    "0": Estatus.CANCELADO,
    "CANCELADO": Estatus.CANCELADO,
}


class Misfit(Exception):  # noqa: N818 - becomes a problem; no caller ever sees it
    """A row does not fit: the column, the value found and what was expected."""

    def __init__(self, column: str, value: str, expected: str) -> None:
        super().__init__(column, value, expected)
        self.column = column
        self.value = value
        self.expected = expected


def _uuid(column: str, text: str) -> str:
    uuid = text.upper()
    return uuid if UUID.fullmatch(uuid) else _refuse(column, text, "a UUID")


@lru_cache(maxsize=4096)  # the same few stand in most rows
def _rfc(column: str, text: str) -> str:
    rfc = text.upper()
    return rfc if RFC.fullmatch(rfc) else _refuse(column, text, "an RFC such as EKU9003173C9")


def _rfc_or_nothing(column: str, text: str) -> str:
    return _rfc(column, text) if text else ""


def _name(column: str, text: str) -> str:
    del column
    return text


def _time(column: str, text: str) -> datetime:
    expected = "a time such as 2026-03-02 10:30:00"
    if _TIME.fullmatch(text) is None:
        _refuse(column, text, expected)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        _refuse(column, text, f"{expected} that exists")


def _time_or_nothing(column: str, text: str) -> datetime | None:
    return _time(column, text) if text else None


def _amount_or_nothing(column: str, text: str) -> Decimal | None:
    if not text:
        return None
    try:
        amount = to_decimal(text, name=column)
    except MoneyError:
        amount = None
    if amount is None or amount.is_signed():
        _refuse(column, text, "a plain decimal such as 1234.50, 0 or more")
    return amount


def _effect(column: str, text: str) -> str:
    return _EFFECTS.get(text.upper()) or _refuse(column, text, "I, E, T, N or P")


def _status(column: str, text: str) -> Estatus:
    return _STATUSES.get(text.upper()) or _refuse(column, text, "1 (vigente) or 0 (cancelado)")


def _refuse(column: str, value: str, expected: str) -> NoReturn:
    raise Misfit(column, value, expected)


READERS: Final[dict[str, Callable[[str, str], object]]] = {
    "Uuid": _uuid,
    "RfcEmisor": _rfc,
    "NombreEmisor": _name,
    "RfcReceptor": _rfc,
    "NombreReceptor": _name,
    "RfcPac": _rfc_or_nothing,
    "FechaEmision": _time,
    "FechaCertificacionSat": _time_or_nothing,
    "Monto": _amount_or_nothing,
    "EfectoComprobante": _effect,
    "Estatus": _status,
    "FechaCancelacion": _time_or_nothing,
    "RfcACuentaTerceros": _rfc_or_nothing,
    "NombreACuentaTerceros": _name,
}
"""What reads a cell, by SAT's name of the column; what does not fit is a `Misfit`."""
