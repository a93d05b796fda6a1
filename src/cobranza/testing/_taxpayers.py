"""Who issues and who receives: SAT's public test taxpayers, and what each may be in a document."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.cfdi import catalogs
from cobranza.cfdi.catalogs import Persona

if TYPE_CHECKING:
    from datetime import date

__all__: list[str] = []

PUBLICO_EN_GENERAL: Final = "XAXX010101000"
EXTRANJERO: Final = "XEXX010101000"
SIN_OBLIGACIONES: Final = "616"


@attrs.frozen
class Taxpayer:
    """A taxpayer by RFC and name; of twelve characters a persona moral, of thirteen a física."""

    rfc: str
    nombre: str

    @property
    def persona(self) -> Persona:
        """The kind of persona, which the length of the RFC tells."""
        return Persona.MORAL if len(self.rfc) == len(_LONGEST_MORAL) else Persona.FISICA


_LONGEST_MORAL: Final = "EKU9003173C9"

MORALES: Final = (
    Taxpayer("EKU9003173C9", "ESCUELA KEMPER URGATE"),
    Taxpayer("URE180429TM6", "UNIVERSIDAD ROBOTICA ESPAÑOLA"),
    Taxpayer("XIA190128J61", "XENON INDUSTRIAL ARTICLES"),
    Taxpayer("IIA040805DZ4", "INDISTRIA ILUMINADORA DE ALMACENES"),
    Taxpayer("ICV060329BY0", "INMOBILIARIA CVA"),
    Taxpayer("ZUÑ920208KL4", "ZAPATERIA URTADO ÑERI"),
    Taxpayer("H&E951128469", "HERRERIA & ELECTRICOS"),
)
FISICAS: Final = (
    Taxpayer("CACX7605101P8", "XOCHILT CASAS CHAVEZ"),
    Taxpayer("MISC491214B86", "CECILIA MIRANDA SANCHEZ"),
    Taxpayer("FUNK671228PH6", "KARLA FUENTE NOLASCO"),
)
TAXPAYERS: Final = (*MORALES, *FISICAS)

POSTAL_CODES: Final = ("01000", "42501", "64000", "80290", "86991")
BORDER_POSTAL_CODES: Final = ("22000", "26015", "32000")
"""In the northern border region, where the IVA credit makes the rate 8 % (c_CodigoPostal)."""


@functools.cache
def regimes(persona: Persona, day: date) -> tuple[str, ...]:
    """Give the regímenes that a taxpayer of this kind may have on a day; not 616."""
    rows = catalogs.get(catalogs.RegimenFiscal).in_force(day)
    return tuple(row.key for row in rows if row.applies_to(persona) and row.key != SIN_OBLIGACIONES)


@functools.cache
def uses(persona: Persona, regimen: str, day: date) -> tuple[str, ...]:
    """Give what such a receptor may use an invoice for; S01, without effects, the first."""
    found = {
        key
        for key in catalogs.get("c_UsoCFDI").keys_in_force(day)
        if catalogs.uso_allowed(key, regimen, persona, on=day)
    }
    return tuple(sorted(found - {"CN01", "CP01"}, key=lambda key: (key != "S01", key)))
