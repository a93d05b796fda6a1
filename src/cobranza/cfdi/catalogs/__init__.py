"""SAT's catalogs of CFDI 4.0 and Pagos 2.0: look up, search, and what is in force on a day.

Every question takes the day it is asked for; nothing looks at the clock. The catalogs ship with the
package as plain text, each is read when it is first asked for, and a newer publication of SAT is
installed with `update`.

>>> from datetime import date
>>> on = date(2026, 1, 31)
>>> find("c_FormaPago", "03", on=on).text
'Transferencia electrónica de fondos'
>>> find(CodigoPostal, "64000", on=on).estado
'NLE'
>>> "84111506" in get("c_ClaveProdServ").keys_in_force(on)
True
>>> search("ClaveUnidad", "kg", limit=1)[0].key
'KGM'
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from cobranza.cfdi.catalogs._catalog import Catalog
from cobranza.cfdi.catalogs._entries import (
    ClaveUnidad,
    CodigoPostal,
    Entry,
    Estado,
    FormaPago,
    Impuesto,
    Moneda,
    Pais,
    Persona,
    RegimenFiscal,
    TasaOCuota,
    TipoDeComprobante,
    UsoCFDI,
)
from cobranza.cfdi.catalogs._relations import rate_allowed, rates, uso_allowed, utc
from cobranza.cfdi.catalogs._store import (
    NAMES,
    CatalogSet,
    current,
    find,
    get,
    in_force,
    search,
)

if TYPE_CHECKING:
    from cobranza.cfdi.catalogs._update import Change, Update, undo, update

__all__ = [
    "NAMES",
    "Catalog",
    "CatalogSet",
    "Change",
    "ClaveUnidad",
    "CodigoPostal",
    "Entry",
    "Estado",
    "FormaPago",
    "Impuesto",
    "Moneda",
    "Pais",
    "Persona",
    "RegimenFiscal",
    "TasaOCuota",
    "TipoDeComprobante",
    "Update",
    "UsoCFDI",
    "current",
    "find",
    "get",
    "in_force",
    "rate_allowed",
    "rates",
    "search",
    "undo",
    "update",
    "uso_allowed",
    "utc",
]

_ONLY_FOR_UPDATES = frozenset({"Change", "Update", "undo", "update"})


def __getattr__(name: str) -> object:
    """Load what reads and installs publications when it is first asked for: few programs do."""
    if name not in _ONLY_FOR_UPDATES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module("cobranza.cfdi.catalogs._update"), name)
