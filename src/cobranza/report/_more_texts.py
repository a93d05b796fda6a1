"""The texts of the report, and those that a part of it has for itself."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from cobranza.report._texts import Texts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cobranza.report._texts import Language

__all__ = ["MoreTexts", "load_texts_of"]


@cache
def load_texts_of(package: str) -> Mapping[str, dict[str, str | list[str]]]:
    """Load `texts.toml` of a package."""
    return tomllib.loads(files(package).joinpath("texts.toml").read_text("utf-8"))


class MoreTexts(Texts):
    """The texts of one language, those of a package among them.

    >>> t = MoreTexts("es", "cobranza.report.workbook")
    >>> t("sheet.invoices"), t("customer")
    ('Facturas', 'Cliente')
    """

    def __init__(self, lang: Language, package: str) -> None:
        super().__init__(lang)
        self._texts = {**self._texts, **load_texts_of(package)}
