"""What `check` says of a document, given what a mutation needs besides it."""

from collections.abc import Iterator
from datetime import date
from typing import Final

import attrs

from cobranza.cfdi import Comprobante, Finding, check
from cobranza.cfdi.rules import Lists, Taxpayer
from cobranza.testing import Mutation

STRUCTURE: Final = "CFDI40999"


@attrs.frozen
class Given:
    """What `check` is given: SAT's lists, the day."""

    lists: Lists | None = None
    today: date | None = None

    def findings(self, xml: bytes) -> tuple[Finding, ...]:
        return check(xml, lists=self.lists, today=self.today).findings

    def codes(self, xml: bytes) -> set[str]:
        return {finding.code for finding in self.findings(xml)}


NOTHING: Final = Given()


def given_for(mutation: Mutation, comprobante: Comprobante) -> Given:
    """What the mutation needs, such that the comprobante itself is right."""
    match mutation.needs:
        case None:
            return NOTHING
        case "l_RFC":
            return Given(lists=Lists(taxpayers=dict(_taxpayers(comprobante))))
        case "today":
            return Given(today=comprobante.fecha.date())
        case needs:
            raise AssertionError(needs)


def _taxpayers(comprobante: Comprobante) -> Iterator[tuple[str, Taxpayer]]:
    emisor, receptor = comprobante.emisor, comprobante.receptor
    people = [
        ("IIA040805DZ4", "BANCO", "01000", "601"),
        (emisor.rfc, emisor.nombre, comprobante.lugar_expedicion, emisor.regimen_fiscal),
        (
            receptor.rfc,
            receptor.nombre,
            receptor.domicilio_fiscal_receptor,
            receptor.regimen_fiscal_receptor,
        ),
    ]
    for concepto in comprobante.conceptos:
        tercero = concepto.a_cuenta_terceros
        if tercero is not None:
            people.append(
                (
                    tercero.rfc_a_cuenta_terceros,
                    tercero.nombre_a_cuenta_terceros,
                    tercero.domicilio_fiscal_a_cuenta_terceros,
                    tercero.regimen_fiscal_a_cuenta_terceros,
                )
            )
    for rfc, name, postal_code, regime in people:
        yield rfc, Taxpayer(name=name, postal_code=postal_code, regimes=frozenset({regime}))
