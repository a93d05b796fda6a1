"""Stories told from a neighbourhood are those told from the whole ledger."""

from datetime import date
from typing import get_args

import pytest

from cobranza.errors import LedgerError
from cobranza.ledger import Ledger
from cobranza.ledger.story import explain
from cobranza.report import Language
from cobranza.report._stories import stories_of
from cobranza.sources import Intake, digest_files, read_status
from cobranza.testing.portfolio import Portfolio, write_portfolio
from tests.ledger.makers import invoice

AS_OF = date(2026, 6, 30)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    folder = tmp_path_factory.mktemp("stories")
    write_portfolio(folder, Portfolio(size=600, seed=3, as_of=AS_OF))
    documents = Intake.of(digest_files(folder)).documents
    return Ledger.build(documents, status=read_status(folder / "status.csv"))


@pytest.mark.parametrize("lang", get_args(Language))
def test_every_invoice_is_told_as_explain_tells_it(ledger: Ledger, lang: Language) -> None:
    """With substitutions, advances, transfers, orphans and every planted inconsistency."""
    uuids = [each.uuid for each in ledger.receivables]
    told = stories_of(ledger, uuids, as_of=AS_OF, lang=lang)
    for uuid, story in zip(uuids, told, strict=True):
        assert str(story) == str(explain(ledger, uuid, as_of=AS_OF, lang=lang))


def test_the_day_counts() -> None:
    ledger = Ledger.build([invoice(1, "5.00", on=1)])
    uuid = ledger.receivables[0].uuid
    (story,) = stories_of(ledger, [uuid], as_of=date(2026, 3, 31), lang="en")
    assert story.as_of == date(2026, 3, 31)
    assert "89 days" in str(story)


def test_what_is_not_there_cannot_be_told() -> None:
    with pytest.raises(LedgerError, match="no invoice goes by 'X'"):
        list(stories_of(Ledger.build([]), ["X"], as_of=AS_OF, lang="es"))
