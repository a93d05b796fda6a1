"""SAT's schemas, which judge generated documents too."""

from tests.cfdi.catalogs.conftest import schema_enumerations
from tests.cfdi.conftest import xsd_errors

__all__ = ["schema_enumerations", "xsd_errors"]
