"""Metadata of the descarga masiva: what the SAT tells of documents without giving their XML.

>>> from cobranza.sat.metadata import read_metadata, write_metadata
>>> table = read_metadata(write_metadata([]))
>>> table.rows, table.problems
((), ())
"""

from __future__ import annotations

from cobranza.sat._archive import Limits
from cobranza.sat.metadata._read import iter_metadata
from cobranza.sat.metadata._row import Estatus, Metadata, MetadataProblem
from cobranza.sat.metadata._table import MetadataTable, latest, read_metadata, statuses
from cobranza.sat.metadata._write import write_metadata

__all__ = [
    "Estatus",
    "Limits",
    "Metadata",
    "MetadataProblem",
    "MetadataTable",
    "iter_metadata",
    "latest",
    "read_metadata",
    "statuses",
    "write_metadata",
]
