"""`check` (structure, catalogs, every rule) beside SAT's own XSD alone, its schema cached."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import satcfdi
from lxml import etree

from benchmarks.samples import invoice, payment
from benchmarks.timing import medians, table
from cobranza.cfdi import check, write
from cobranza.cfdi.official import OfficialSchemas

CASES = {
    "I, 5 conceptos": (partial(invoice, 5), 60),
    "I, 100 conceptos": (partial(invoice, 100), 15),
    "P, 50 documentos": (partial(payment, 50), 30),
}
ROUNDS = 3


def run() -> None:
    """Print the time of each, and what the XSD takes of it."""
    official = OfficialSchemas(Path(satcfdi.__file__).parent / "transform" / "schemas")
    rows: list[list[str]] = []
    for name, (build, count) in CASES.items():
        documents = [write(build(seed)) for seed in range(count)]
        for document in documents:
            if check(document).findings or official.errors(etree.fromstring(document)):
                raise ValueError("a sample is not valid: the figures would mislead")
        times = medians(
            {
                "check": (check, documents),
                "XSD": (lambda each: official.errors(etree.fromstring(each)), documents),
            },
            ROUNDS,
        )
        rows.append(
            [
                name,
                f"{times['XSD']:,.0f} µs",
                f"{times['check']:,.0f} µs",
                f"**1/{times['XSD'] / times['check']:.1f}**",
            ]
        )
    print(table(("", "official XSD alone", "check", "of the XSD's time"), rows))
