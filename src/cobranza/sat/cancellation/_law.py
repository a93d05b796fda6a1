"""The rules of cancellation as data: what they say, from when until when, and who tells.

Texts are in own words. `readings` counts independent places where the rule was read, none of which
is the DOF; 0 is a rule that others mention and whose text was not found. What began before 2022 is
given from 2022-01-01, when CFDI 4.0 began.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

import attrs

__all__ = [
    "DAYS_TO_ANSWER",
    "DEADLINES",
    "FUELS",
    "GLOBAL_RESICO",
    "HYDROCARBONS",
    "MOST_PESOS",
    "PAYMENT_RECEIPTS",
    "SILENCE",
    "START",
    "SUPUESTOS",
    "LegalRule",
    "Supuesto",
]

START: Final = date(2022, 1, 1)
"""The first day for which rules are known here."""

_RMF_2026: Final = date(2026, 1, 1)


@attrs.frozen(kw_only=True)
class LegalRule:
    """A rule in force from `since` to `until` (`None`: still), and where it stands.

    >>> LegalRule(text="…", source="RMF 2.7.1.34", since=date(2022, 1, 1), readings=2).until is None
    True
    """

    text: str
    source: str
    since: date
    until: date | None = None
    readings: int

    def on(self, day: date) -> bool:
        """Say whether it is in force on a day."""
        return self.since <= day and (self.until is None or day <= self.until)


class Supuesto(StrEnum):
    """The cases of RMF 2.7.1.35 in which the receiver need not accept, by their fraction."""

    MONTO = "I"
    NOMINA = "II"
    EGRESO = "III"
    TRASLADO = "IV"
    RIF = "V"
    RETENCIONES = "VI"
    PUBLICO_EN_GENERAL = "VII"
    EXTRANJERO = "VIII"
    DIA_HABIL_SIGUIENTE = "IX"
    SECTOR_PRIMARIO = "X"
    SISTEMA_FINANCIERO = "XI"
    FEDERACION = "XII"


def _fraction(supuesto: Supuesto, text: str, readings: int, **dates: date) -> LegalRule:
    since = dates.pop("since", START)
    source = f"RMF 2.7.1.35, fracción {supuesto}"
    return LegalRule(text=text, source=source, since=since, readings=readings, **dates)


SUPUESTOS: Final[dict[Supuesto, tuple[LegalRule, ...]]] = {
    Supuesto.MONTO: (
        _fraction(Supuesto.MONTO, "total de hasta 1 000 pesos", 3, until=date(2025, 12, 31)),
        _fraction(
            Supuesto.MONTO,
            "total de hasta 1 000 pesos, salvo hidrocarburos y recepción de pagos (REP)",
            3,
            since=_RMF_2026,
        ),
    ),
    Supuesto.NOMINA: (_fraction(Supuesto.NOMINA, "nómina", 3),),
    Supuesto.EGRESO: (
        _fraction(Supuesto.EGRESO, "egresos", 3, until=date(2025, 12, 31)),
        _fraction(Supuesto.EGRESO, "egresos, salvo hidrocarburos", 1, since=_RMF_2026),
    ),
    Supuesto.TRASLADO: (
        _fraction(Supuesto.TRASLADO, "traslado", 3, until=date(2025, 12, 31)),
        _fraction(
            Supuesto.TRASLADO,
            "traslado, salvo Carta Porte de diésel o gasolina (regla 2.7.7.1.6)",
            1,
            since=_RMF_2026,
        ),
    ),
    Supuesto.RIF: (_fraction(Supuesto.RIF, "ingresos expedidos a contribuyentes del RIF", 2),),
    Supuesto.RETENCIONES: (
        _fraction(Supuesto.RETENCIONES, "retenciones e información de pagos", 3),
    ),
    Supuesto.PUBLICO_EN_GENERAL: (
        _fraction(Supuesto.PUBLICO_EN_GENERAL, "público en general (regla 2.7.1.21)", 3),
    ),
    Supuesto.EXTRANJERO: (
        _fraction(Supuesto.EXTRANJERO, "residentes en el extranjero (regla 2.7.1.23)", 2),
    ),
    Supuesto.DIA_HABIL_SIGUIENTE: (
        _fraction(Supuesto.DIA_HABIL_SIGUIENTE, "hasta el día hábil siguiente a su expedición", 2),
    ),
    Supuesto.SECTOR_PRIMARIO: (
        _fraction(Supuesto.SECTOR_PRIMARIO, "sector primario y otros de la regla 2.4.3", 1),
    ),
    Supuesto.SISTEMA_FINANCIERO: (
        _fraction(Supuesto.SISTEMA_FINANCIERO, "integrantes del sistema financiero", 1),
    ),
    Supuesto.FEDERACION: (
        _fraction(Supuesto.FEDERACION, "derechos, productos y aprovechamientos federales", 1),
    ),
}
"""The wordings of each case, in the order of their dates."""

MOST_PESOS: Final = Decimal(1000)
"""The total of fracción I, since 2022 (5 000 before)."""

PAYMENT_RECEIPTS: Final = LegalRule(
    text="la fracción I no vale para CFDI con complemento para recepción de pagos",
    source="RMF 2026, 2.7.1.35, fracción I",
    since=_RMF_2026,
    readings=3,
)

DAYS_TO_ANSWER: Final = 3
SILENCE: Final = LegalRule(
    text="el receptor responde en tres días hábiles; si no, acepta",
    source="CFF 29-A, RMF 2.7.1.34; los días, CFF 12",
    since=START,
    readings=4,
)

FUELS: Final = ("15101505", "15101514", "15101515")
"""Diesel and gasoline in c_ClaveProdServ, as RMF 2.7.1.35, fracción IV, names them."""

HYDROCARBONS: Final = LegalRule(
    text="hidrocarburos: sin las fracciones I, III y IV, y el silencio no es aceptación",
    source="RMF 2.7.1.34, tercer párrafo; 2.7.1.35, fracciones I, III y IV",
    since=_RMF_2026,
    readings=1,
)

DEADLINES: Final = (
    LegalRule(
        text="último día del mes de la declaración anual del ejercicio en que se expidió",
        source="RMF 2022, 2.7.1.47 (DOF 18-02-2022), y RMF 2023 y 2024",
        since=START,
        until=date(2024, 12, 31),
        readings=3,
    ),
    LegalRule(
        text="último día del mes de la declaración anual del ejercicio en que se expidió",
        source="LIF 2025, artículo 22, fracción VI; RMF 2025, 2.7.1.46",
        since=date(2025, 1, 1),
        until=date(2025, 12, 31),
        readings=2,
    ),
    LegalRule(
        text="mes de la declaración anual del ejercicio en que se expidió",
        source="CFF 29-A, cuarto párrafo (DOF 07-11-2025)",
        since=_RMF_2026,
        readings=4,
    ),
)
"""Until when a document may be cancelled, by the day on which that is asked for."""

GLOBAL_RESICO: Final = LegalRule(
    text="CFDI global de persona física en RESICO: solo en el mes en que se expide",
    source="LISR 113-G, fracción V; RMF 2.7.1.47, segundo párrafo",
    since=START,
    readings=0,
)
"""That the general rule leaves these out was read once; the text of the law was not."""
