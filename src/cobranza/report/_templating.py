r"""Templates of HTML: escaped everywhere, and nothing is undefined in silence.

What a template writes is escaped, and control characters and marks that reverse the direction of
writing are shown as escapes such as `\u202e`; markup is left as it is.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from cobranza.errors import MissingExtraError
from cobranza.sources import printable

if TYPE_CHECKING:
    from jinja2 import Template

__all__ = ["template"]


@cache
def template(package: str, name: str) -> Template:
    """Load a template from the folder `templates` of a package.

    Raises:
        MissingExtraError: jinja2 is not installed.
    """
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - an extra
    except ImportError:
        raise MissingExtraError("HTML needs jinja2: pip install 'cobranza[cli]'") from None
    return Environment(
        loader=PackageLoader(package),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_plain,
        trim_blocks=True,
        lstrip_blocks=True,
    ).get_template(name)


def _plain(value: object) -> object:
    """Make text harmless to read; what is markup already stays as it is."""
    return printable(value) if type(value) is str else value
