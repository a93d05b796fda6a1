"""The report as one self-contained HTML page: no network, nothing outside the file.

Its style and its script are in the page and the only ones that it allows itself; everything is
there without the script too, save the details that the script opens. `_context` decides what the
page shows, `templates/` how.
"""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files
from typing import TYPE_CHECKING

from cobranza.report._context import context_of
from cobranza.report._grids import grids_of
from cobranza.report._payload import pack_grids, pack_stories
from cobranza.report._templating import template
from cobranza.report._texts import Texts

if TYPE_CHECKING:
    from cobranza.report._report import PortfolioReport
    from cobranza.report._texts import Language

__all__ = ["render_page"]


def render_page(report: PortfolioReport, *, lang: Language = "es") -> str:
    r"""Render the report as an HTML page, in Spanish or English.

    Text from documents is escaped, marks that reverse the direction of writing too. The page
    forbids itself the network and any script but its own.

    Raises:
        MissingExtraError: jinja2 is not installed.

    >>> from datetime import date
    >>> from cobranza.report import build_report
    >>> from cobranza.sources import Intake
    >>> page = render_page(build_report(Intake.of([]), as_of=date(2026, 6, 30)), lang="en")
    >>> page.partition("\n")[0], "June 30, 2026" in page
    ('<!doctype html>', True)
    """
    t = Texts(lang)
    style, script = _asset("page.css"), _asset("page.js")
    grids = grids_of(report, t)
    return template("cobranza.report", "page.html.j2").render(
        t=t,
        report=report,
        style=style,
        style_hash=_digest(style),
        script=script,
        script_hash=_digest(script),
        grids=pack_grids(grids, t),
        stories=pack_stories(report, t),
        **context_of(report, grids, t),
    )


def _asset(name: str) -> str:
    return files("cobranza.report").joinpath("templates", name).read_text("utf-8")


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")
