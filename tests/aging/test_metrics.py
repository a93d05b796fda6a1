"""The table of metrics: complete, in two languages, true to the docstrings and to the docs.

`python tests/aging/test_metrics.py` writes the definitions of `docs/metrics.md` again.
"""

import inspect
from pathlib import Path

import attrs
import pytest

import cobranza.aging
from cobranza.aging import METRICS, Metric

PAGE = Path(__file__).parents[2] / "docs" / "metrics.md"
START = "<!-- written from cobranza.aging.METRICS by tests/aging/test_metrics.py -->\n"
ALL = [pytest.param(metric, id=key) for key, metric in METRICS.items()]


def docstrings(name: str) -> str:
    """What a function or class says of itself and of its members, in one line."""
    found = getattr(cobranza.aging, name)
    members = vars(found).values() if isinstance(found, type) else ()
    texts = [inspect.getdoc(each) or "" for each in (found, *members)]
    return " ".join(" ".join(texts).split())


def section(metric: Metric) -> str:
    """One metric, as the page prints it."""
    computed_by = f"[`{metric.computed_by}`][cobranza.aging.{metric.computed_by}]"
    return (
        f"### {metric.name.en}\n\n"
        f"`{metric.key}` · {metric.unit} · {computed_by} · *{metric.name.es}*\n\n"
        f"`{metric.formula}`\n\n"
        f"{metric.definition.en}\n\n"
        f"{metric.edges.en}\n\n"
        f"Source: {metric.source}.\n"
    )


def page() -> str:
    """The page with its definitions written anew."""
    prose, _, _ = PAGE.read_text("utf-8").partition(START)
    return prose + START + "\n" + "\n".join(map(section, METRICS.values()))


def test_the_page_holds_the_definitions() -> None:
    assert PAGE.read_text("utf-8") == page(), f"run {Path(__file__).name}"


@pytest.mark.parametrize("metric", ALL)
def test_docstrings_have_the_formula_and_the_source(metric: Metric) -> None:
    text = docstrings(metric.computed_by)
    assert metric.formula in text
    sources = text.replace("Source: ", "").casefold()
    assert metric.source.casefold() in sources
    assert ">>>" in text or ">>>" in docstrings(metric.computed_by.lower())


@pytest.mark.parametrize("metric", ALL)
def test_every_text_is_there_in_both_languages(metric: Metric) -> None:
    for text in (metric.name, metric.definition, metric.edges):
        assert text.es
        assert text.en
    for text in (metric.definition, metric.edges):
        assert text.es.endswith(".")
        assert text.en.endswith(".")
        assert text.es != text.en
    assert all(getattr(metric, field.name) for field in attrs.fields(Metric))


def test_the_table_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        METRICS["dso"] = METRICS["dso_simple"]  # type: ignore[index]


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
