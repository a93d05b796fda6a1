"""Named single edits that make a valid document wrong, each with the codes that it must cause.

One module per node, as the rules have; `_mutation` says what a mutation is, `_edits` of what it is
made and `_bases` on which documents it shows itself.
"""

from __future__ import annotations

from typing import Final

from cobranza.errors import CobranzaError
from cobranza.testing._mutations import (
    _comprobante,
    _conceptos,
    _estructura,
    _impuestos,
    _impuestos_pagos,
    _pagos,
    _people,
    _propias,
    _rep,
)
from cobranza.testing._mutations._mutation import Mutation

__all__ = ["MUTATIONS", "Mutation", "mutation"]

MUTATIONS: Final[tuple[Mutation, ...]] = (
    *_comprobante.MUTATIONS,
    *_people.MUTATIONS,
    *_conceptos.MUTATIONS,
    *_impuestos.MUTATIONS,
    *_rep.MUTATIONS,
    *_pagos.MUTATIONS,
    *_impuestos_pagos.MUTATIONS,
    *_estructura.MUTATIONS,
    *_propias.MUTATIONS,
)
"""Every mutation: SAT's rules by node, its schemas, our own checks."""


def mutation(code: str) -> Mutation:
    """Give the mutation that shows one rule best: it breaks that rule and the fewest others.

    Raises:
        CobranzaError: no mutation breaks that rule.

    >>> mutation("CRP20218").name
    'monto-cero'
    >>> mutation("CFDI40118")
    Traceback (most recent call last):
        ...
    cobranza.errors.CobranzaError: no mutation breaks 'CFDI40118': not every rule can be judged
    """
    found = [each for each in MUTATIONS if code in each.codes]
    if not found:
        raise CobranzaError(f"no mutation breaks {code!r}: not every rule can be judged")
    return min(found, key=lambda each: (each.needs is not None, len(each.codes)))
