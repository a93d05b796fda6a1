"""TimbreFiscalDigital 1.1: the stamp that SAT, through a PAC, puts on a CFDI.

Source: TimbreFiscalDigitalv11.xsd.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar

import attrs

from cobranza.cfdi import _simple_types as t
from cobranza.cfdi._spec import Attribute, Element, Standalone

__all__ = ["TimbreFiscalDigital"]


@attrs.frozen(kw_only=True)
class TimbreFiscalDigital(Standalone):
    """The stamp: the document's UUID, when it was stamped and by whom.

    `fecha_timbrado` is local time without zone. `sello_cfd` repeats the issuer's `sello`.
    """

    ELEMENT: ClassVar = Element(
        namespace="http://www.sat.gob.mx/TimbreFiscalDigital",
        prefix="tfd",
        name="TimbreFiscalDigital",
        location="http://www.sat.gob.mx/sitio_internet/cfd/TimbreFiscalDigital/TimbreFiscalDigitalv11.xsd",
    )

    version: Annotated[str, Attribute("Version", t.T_TEXTO_LIBRE, fixed="1.1")] = "1.1"
    uuid: Annotated[str, Attribute("UUID", t.T_UUID)]
    fecha_timbrado: Annotated[datetime, Attribute("FechaTimbrado", t.T_FECHA_H)]
    rfc_prov_certif: Annotated[str, Attribute("RfcProvCertif", t.T_RFC_PM)]
    leyenda: Annotated[str | None, Attribute("Leyenda", t.T_LEYENDA)] = None
    sello_cfd: Annotated[str, Attribute("SelloCFD", t.T_TEXTO)]
    no_certificado_sat: Annotated[str, Attribute("NoCertificadoSAT", t.T_NO_CERTIFICADO)]
    sello_sat: Annotated[str, Attribute("SelloSAT", t.T_TEXTO)]
