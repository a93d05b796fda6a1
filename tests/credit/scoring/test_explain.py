"""A score in words."""

import pytest

from cobranza.credit.scoring import explain
from cobranza.errors import CreditError
from tests.credit.scoring.makers import CARD
from tests.credit.scoring.test_score import scored

LATE = CARD.score({"beyond_terms": 45, "sector": None})


class TestSpanish:
    def test_all_of_it(self) -> None:
        found = scored(LATE, None, None, open_defaults=1, audited=None)
        assert explain(found) == (
            "Clase D, con 30.00 puntos de 100, por la política pyme 2026-1 al 2026-06-30.",
            "Regla «open default»: no mejor que C, incumplimiento abierto en el buró.",
            "Regla «not audited»: baja 1 en la escala de clases, aunque no se conoce audited.",
            "behaviour: 40.00 puntos, 75.00 % del resultado.",
            "behaviour: pierde 75.00 puntos de su tarjeta por paga tarde ((30.5, ∞)).",
            "behaviour: pierde 15.00 puntos de su tarjeta por sector (no se conoce).",
            "z: no se conoce; su peso se reparte entre los demás.",
            "bureau: no se conoce; cuenta como lo peor, 25.00 % del resultado.",
        )

    def test_what_a_rule_changed(self) -> None:
        assert explain(scored(audited=0))[:3] == (
            "Clase C, con 67.60 puntos de 100, por la política pyme 2026-1 al 2026-06-30.",
            "Solo por puntos sería clase B.",
            "Regla «not audited»: baja 1 en la escala de clases.",
        )


class TestEnglish:
    def test_all_of_it(self) -> None:
        found = scored(CARD.score({"beyond_terms": 0, "sector": "minería"}), open_defaults=1)
        assert explain(found, lang="en") == (
            "Class C, with 76.60 points of 100, by policy pyme 2026-1 on 2026-06-30.",
            "By points alone it would be class B.",
            "Rule “open default”: no better than C, incumplimiento abierto en el buró.",
            "behaviour: 76.00 points, 60.00 % of the result.",
            "behaviour: loses 18.00 points of its scorecard for sector (other).",
            "z: 80.00 points, 20.00 % of the result.",
            "bureau: 75.00 points, 20.00 % of the result.",
        )

    def test_no_other_language(self) -> None:
        with pytest.raises(CreditError, match="lang is 'fr', expected 'es' or 'en'"):
            explain(scored(), lang="fr")  # type: ignore[arg-type]
