"""SAT's published rules and our own: one function per code, one file per node, one registry.

`RULES` holds every rule, those that no document can show by itself included. A code is a public
contract: it may be retired, never given to another rule.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cobranza.cfdi.rules import (
    comprobante,
    conceptos,
    documentos,
    emisor,
    impuestos,
    impuestos_concepto,
    impuestos_pagos,
    informacion_global,
    pagos,
    propias,
    receptor,
    rep,
    sellos,
    terceros,
)
from cobranza.cfdi.rules._case import Lists, Taxpayer
from cobranza.cfdi.rules._profile import DEFAULT, STRICT, Profile
from cobranza.cfdi.rules._rule import Rule
from cobranza.cfdi.rules._structural import RULES as STRUCTURAL

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["BY_CODE", "DEFAULT", "PAGOS", "RULES", "STRICT", "Lists", "Profile", "Rule", "Taxpayer"]

PAGOS: Final[tuple[Rule, ...]] = (
    *rep.RULES,
    *pagos.RULES,
    *documentos.RULES,
    *impuestos_pagos.RULES,
)
"""The rules of the payment complement: without one, and in no type P, they have nothing to say."""

RULES: Final[tuple[Rule, ...]] = (
    *comprobante.RULES,
    *informacion_global.RULES,
    *emisor.RULES,
    *receptor.RULES,
    *conceptos.RULES,
    *impuestos_concepto.RULES,
    *terceros.RULES,
    *impuestos.RULES,
    *PAGOS,
    *sellos.RULES,
    *STRUCTURAL,
    *propias.RULES,
)
"""Every rule: SAT's by node, then what the structure check finds, then our own."""

BY_CODE: Final[Mapping[str, Rule]] = {each.code: each for each in RULES}
"""The rules by code."""
