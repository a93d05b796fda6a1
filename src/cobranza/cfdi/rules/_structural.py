"""The codes that the structure check answers with; no function judges them."""

from __future__ import annotations

from typing import Final

from cobranza.cfdi.rules._rule import Rule

__all__: list[str] = []

RULES: Final[tuple[Rule, ...]] = (
    Rule(
        code="CFDI40999",
        title="El documento cumple los esquemas del SAT (CFDI, pagos, timbre, impuestos locales).",
        source="Los XSD que publica el SAT; matriz de errores CFDI 4.0",
        applies_to="I, E, T, N, P",
        fails='<cfdi:Comprobante Version="4.0" Total="1E3" …/>',
        passes='<cfdi:Comprobante Version="4.0" Total="1000.00" …/>',
    ),
)
