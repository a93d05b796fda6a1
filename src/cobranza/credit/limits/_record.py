"""Decisions as records: plain data and back, exact to the last digit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cobranza._records import from_data, to_data
from cobranza.errors import CreditError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Self

__all__ = ["Recorded"]


class Recorded:
    """A decision as a value: what it was made from, the policy that made it, and the result."""

    __slots__ = ()

    def to_dict(self) -> dict[str, object]:
        """Write everything as JSON takes it: decimals and dates are text."""
        data: dict[str, object] = to_data(self)
        return data

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> Self:
        """Read what `to_dict` wrote: the very same value.

        Raises:
            CreditError: a key is unknown or missing, or a value is not of its type; the message
                names the place.
        """
        return from_data(cls, data, error=CreditError)
