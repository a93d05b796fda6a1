"""The form of what names taxpayers and documents, as loosely as the SAT's own files need it."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["RFC", "UUID"]

RFC: Final = re.compile(r"[A-ZÑ&]{3,4}[0-9]{6}[A-Z0-9]{3}")
"""An RFC in capitals; neither its date nor its last digit is checked."""

UUID: Final = re.compile(r"[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}")
"""The UUID of a document in capitals."""
