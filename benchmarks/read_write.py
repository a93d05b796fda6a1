"""`read` and `write` beside bare lxml and satcfdi."""

from __future__ import annotations

from functools import partial

from lxml import etree
from satcfdi.cfdi import CFDI

from benchmarks.samples import invoice, payment
from benchmarks.timing import medians, table
from cobranza.cfdi import read, write

CASES = {
    "I, 5 conceptos": (partial(invoice, 5), 200),
    "I, 100 conceptos": (partial(invoice, 100), 40),
    "P, 1 documento": (partial(payment, 1), 200),
    "P, 50 documentos": (partial(payment, 50), 60),
}
ROUNDS = 3


def run() -> None:
    """Print the time of each, and what it is of bare `lxml.etree.fromstring`."""
    rows: list[list[str]] = []
    for name, (build, count) in CASES.items():
        models = [build(seed) for seed in range(count)]
        documents = [write(each) for each in models]
        trees = [etree.fromstring(each) for each in documents]
        peers = [CFDI.from_string(each) for each in documents]
        times = medians(
            {
                "lxml parse": (etree.fromstring, documents),
                "read": (read, documents),
                "satcfdi read": (CFDI.from_string, documents),
                "lxml write": (etree.tostring, trees),
                "write": (write, models),
                "satcfdi write": (lambda each: each.xml_bytes(), peers),
            },
            ROUNDS,
        )
        parse, serialise = times["lxml parse"], times["lxml write"]
        rows.append(
            [
                name,
                f"{parse:.0f} µs",
                f"{times['read']:.0f} µs = **{times['read'] / parse:.1f} x**",
                f"{times['satcfdi read']:.0f} µs = {times['satcfdi read'] / parse:.1f} x",
                f"{serialise:.0f} µs",
                f"{times['write']:.0f} µs = **{times['write'] / serialise:.1f} x**",
                f"{times['satcfdi write']:.0f} µs = {times['satcfdi write'] / serialise:.1f} x",
            ]
        )
    header = ("", "lxml parse", "read", "satcfdi", "lxml write", "write", "satcfdi")
    print(table(header, rows))
