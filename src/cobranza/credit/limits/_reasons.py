"""What can stand in the way of a limit or of an order, and what stands there."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

import attrs

__all__ = ["Objection", "Reason"]


class Reason(StrEnum):
    """What stands in the way of a proposal, of an order, or of both."""

    ABOVE_SUGGESTION = "above_suggestion"  # more than the policy suggests
    BEYOND_AUTHORITY = "beyond_authority"  # of who decides
    DECLINED = "declined"  # by who decides
    FILE_INCOMPLETE = "file_incomplete"  # a document is missing, expired or adverse
    LIMIT_EXPIRED = "limit_expired"  # or not yet in force
    NO_LIMIT = "no_limit"
    NO_SUGGESTION = "no_suggestion"  # none by this version of the policy
    OVERDUE = "overdue"  # more, or longer, than the policy lets pass
    OVER_LIMIT = "over_limit"  # the exposure with the order
    PROPOSAL_LAPSED = "proposal_lapsed"  # decided too late
    REVIEW_DUE = "review_due"  # the limit should have been reviewed
    REVIEW_TOO_LATE = "review_too_late"  # the next review is later than the class allows
    SAME_PERSON = "same_person"  # who asks does not decide
    TEMPORARY_TOO_LONG = "temporary_too_long"
    TERMS_NOT_ALLOWED = "terms_not_allowed"  # days of credit


@attrs.frozen(kw_only=True)
class Objection:
    """One thing that stands in the way: what was found, and what is allowed.

    Both are texts: an amount, a number of days, a date, or names.

    >>> objection = Objection(reason=Reason.TERMS_NOT_ALLOWED, found="90", allowed="30, 60")
    >>> objection.text(), objection.text("en")
    ('Plazo no permitido: 90; se permite 30, 60', 'Terms not allowed: 90; allowed: 30, 60')
    """

    reason: Reason
    found: str
    allowed: str = ""

    def text(self, lang: Literal["es", "en"] = "es") -> str:
        """Say it in Spanish, or in English with `lang="en"`."""
        from cobranza.credit.limits._words import objection_text  # noqa: PLC0415 - only when asked

        return objection_text(self, lang)
