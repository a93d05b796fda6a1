"""ImpuestosLocales 1.0: state and municipal taxes, added to or withheld from the total.

Source: implocal.xsd. SAT lets withheld and transferred rows alternate; the model keeps each list
in its order, which is all that carries meaning.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar

import attrs

from cobranza.cfdi import _simple_types as t
from cobranza.cfdi._spec import Attribute, Child, Element, Node, Standalone

__all__ = ["ImpuestosLocales", "RetencionesLocales", "TrasladosLocales"]


@attrs.frozen(kw_only=True)
class RetencionesLocales(Node):
    """One local tax withheld; the rate is a percentage (`5.00` is 5 %)."""

    imp_loc_retenido: Annotated[str, Attribute("ImpLocRetenido", t.T_TEXTO_LIBRE)]
    tasade_retencion: Annotated[Decimal, Attribute("TasadeRetencion", t.T_IMPORTE_LOCAL)]
    importe: Annotated[Decimal, Attribute("Importe", t.T_IMPORTE_LOCAL)]


@attrs.frozen(kw_only=True)
class TrasladosLocales(Node):
    """One local tax transferred; the rate is a percentage (`3.00` is 3 %)."""

    imp_loc_trasladado: Annotated[str, Attribute("ImpLocTrasladado", t.T_TEXTO_LIBRE)]
    tasade_traslado: Annotated[Decimal, Attribute("TasadeTraslado", t.T_IMPORTE_LOCAL)]
    importe: Annotated[Decimal, Attribute("Importe", t.T_IMPORTE_LOCAL)]


@attrs.frozen(kw_only=True)
class ImpuestosLocales(Standalone):
    """The complement: local taxes and their totals, in the document's currency."""

    ELEMENT: ClassVar = Element(
        namespace="http://www.sat.gob.mx/implocal",
        prefix="implocal",
        name="ImpuestosLocales",
        location="http://www.sat.gob.mx/sitio_internet/cfd/implocal/implocal.xsd",
    )
    ORDERED: ClassVar = False

    version: Annotated[str, Attribute("version", t.T_TEXTO_LIBRE, fixed="1.0")] = "1.0"
    totalde_retenciones: Annotated[Decimal, Attribute("TotaldeRetenciones", t.T_IMPORTE_LOCAL)]
    totalde_traslados: Annotated[Decimal, Attribute("TotaldeTraslados", t.T_IMPORTE_LOCAL)]
    retenciones_locales: Annotated[tuple[RetencionesLocales, ...], Child("RetencionesLocales")] = ()
    traslados_locales: Annotated[tuple[TrasladosLocales, ...], Child("TrasladosLocales")] = ()
