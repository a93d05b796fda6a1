"""Lists of taxpayers that the SAT publishes, to be looked up by RFC and date.

- `read_69b`: article 69-B, operations that are presumed not to exist, or were found not to.
- `read_69`: article 69, one list for each reason (no localizados, firmes, CSD sin efectos, ...).

The files are at https://www.sat.gob.mx/minisitio/DatosAbiertos; nothing here fetches them.

    >>> from cobranza.sat.lists import Situacion
    >>> [each.value for each in Situacion]
    ['Presunto', 'Desvirtuado', 'Definitivo', 'Sentencia Favorable']
"""

from __future__ import annotations

from cobranza.sat.lists._listado_69 import Listado69, Registro69, read_69
from cobranza.sat.lists._listado_69b import (
    Contribuyente69B,
    Flag69B,
    Listado69B,
    Medio,
    Publicacion69B,
    Situacion,
    read_69b,
)
from cobranza.sat.lists._sheet import ListProblem

__all__ = [
    "Contribuyente69B",
    "Flag69B",
    "ListProblem",
    "Listado69",
    "Listado69B",
    "Medio",
    "Publicacion69B",
    "Registro69",
    "Situacion",
    "read_69",
    "read_69b",
]
