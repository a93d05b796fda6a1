"""Entry, rounding, conversion and splitting of amounts."""

import csv
from collections.abc import Callable, Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobranza.errors import MoneyError
from cobranza.money import allocate, convert, decimals, precise, quantize, to_decimal

AMOUNTS = st.decimals("-1e12", "1e12", allow_nan=False, allow_infinity=False, places=6)


def amounts_of(places: int) -> st.SearchStrategy[Decimal]:
    return st.integers(-(10**15), 10**15).map(lambda units: Decimal(units).scaleb(-places))


class TestToDecimal:
    @pytest.mark.parametrize(
        "text", ["0", "-0.50", "+1", "1160.500000", "5.", ".5", "9" * 60 + ".01"]
    )
    def test_text_keeps_its_scale(self, text: str) -> None:
        assert str(to_decimal(text, name="amount")) == str(Decimal(text))

    @pytest.mark.parametrize("value", [Decimal("1.10"), Decimal("1E+3"), 0, -7, 10**40])
    def test_exact_numbers_pass(self, value: Decimal | int) -> None:
        assert to_decimal(value, name="amount") == value

    @pytest.mark.parametrize(
        "text",
        ["", " 1", "1 ", "1E3", "1_000", "1,000.00", "NaN", "Infinity", "٣", "1\n", "-", ".", "$1"],
    )
    def test_other_text_is_refused(self, text: str) -> None:
        with pytest.raises(MoneyError, match=r"amount is .*, expected a plain decimal"):
            to_decimal(text, name="amount")

    @pytest.mark.parametrize("text", ["NaN", "sNaN", "Infinity", "-Infinity"])
    def test_what_is_not_finite_is_refused(self, text: str) -> None:
        with pytest.raises(MoneyError, match=r"rate is .*, expected a finite decimal"):
            to_decimal(Decimal(text), name="rate")

    @pytest.mark.parametrize("value", [0.1, True, None, b"1", Fraction(1, 2)])
    def test_other_types_are_refused(self, value: object) -> None:
        with pytest.raises(TypeError, match=r"amount is a .*, expected Decimal, int or str"):
            to_decimal(value, name="amount")  # type: ignore[arg-type]

    def test_a_float_gets_a_hint(self) -> None:
        with pytest.raises(TypeError, match="floats are not exact"):
            to_decimal(0.1, name="amount")  # type: ignore[arg-type]


class TestDecimals:
    @pytest.mark.parametrize(
        ("currency", "places"),
        [("MXN", 2), ("USD", 2), ("EUR", 2), ("JPY", 0), ("CLP", 0), ("XXX", 0), ("KWD", 3)],
    )
    def test_published(self, currency: str, places: int) -> None:
        """SAT, guide to filling CFDI 4.0, questions 37 to 39; KWD from c_Moneda."""
        assert decimals(currency) == places

    def test_every_row_of_the_catalog(self) -> None:
        shared = Path(__file__).parents[2] / "shared"
        path = shared / "sat" / "catalogs" / "c_Moneda.csv"
        if not path.is_file():
            pytest.skip("SAT's catalog c_Moneda is not beside the project")
        with path.open(newline="", encoding="utf-8") as file:
            published = {row["id"]: int(row["decimales"]) for row in csv.DictReader(file)}
        assert len(published) > 180
        assert {currency: decimals(currency) for currency in published} == published


class TestQuantize:
    @pytest.mark.parametrize(
        ("amount", "places", "rounded"),
        # Half away from zero by hand; half-even would give 0.12, 2.34 and -2.34.
        [
            ("0.125", 2, "0.13"),
            ("2.345", 2, "2.35"),
            ("-2.345", 2, "-2.35"),
            ("2.3449999", 2, "2.34"),
            ("0.5", 0, "1"),
            ("7", 2, "7.00"),
            ("1250", -3, "1E+3"),
        ],
    )
    def test_halves_go_away_from_zero(self, amount: str, places: int, rounded: str) -> None:
        assert str(quantize(Decimal(amount), places)) == rounded

    def test_the_context_of_the_caller_does_not_matter(self) -> None:
        with localcontext(prec=3):
            assert quantize(Decimal("123456789.125"), 2) == Decimal("123456789.13")

    @pytest.mark.parametrize("text", ["NaN", "Infinity", "1E+99"])
    def test_what_cannot_be_rounded(self, text: str) -> None:
        with pytest.raises(MoneyError, match="cannot be rounded to 2 decimals"):
            quantize(Decimal(text), 2)

    def test_floats_are_refused(self) -> None:
        with pytest.raises(TypeError):
            quantize(0.125, 2)  # type: ignore[arg-type]

    @pytest.mark.property
    @given(AMOUNTS, st.integers(0, 8))
    def test_moves_at_most_half_a_unit(self, amount: Decimal, places: int) -> None:
        assert abs(quantize(amount, places) - amount) <= Decimal(5).scaleb(-places - 1)


class TestConvert:
    def test_rounds_the_product_once(self) -> None:
        # 1234.56 * 18.123456 = 22374.49383936, by hand.
        rate = Decimal("18.123456")
        assert convert(Decimal("1234.56"), rate, 2) == Decimal("22374.49")
        assert convert(Decimal("-1234.56"), rate, 6) == Decimal("-22374.493839")

    @pytest.mark.parametrize("rate", ["0", "-17.5", "NaN", "Infinity"])
    def test_a_rate_is_above_zero(self, rate: str) -> None:
        with pytest.raises(MoneyError, match="rate is "):
            convert(Decimal(1), Decimal(rate), 2)


class TestPrecise:
    def test_sums_are_exact_under_a_poor_context(self) -> None:
        with localcontext(prec=3), precise():
            total = Decimal("1e20") + Decimal("0.01")
        assert str(total) == "100000000000000000000.01"


class TestAllocate:
    @pytest.mark.parametrize(
        ("amount", "weights", "places", "parts"),
        [
            # By hand: 33.333 each, one cent over, to the first of equals.
            ("100.00", "1 1 1", 2, "33.34 33.33 33.33"),
            ("-100.00", "1 1 1", 2, "-33.34 -33.33 -33.33"),
            # 14.2857 28.5714 57.1428: the unit goes to the second, which lost most.
            ("100", "1 2 4", 0, "14 29 57"),
            ("0.01", "1 0 5", 2, "0.00 0.00 0.01"),
            ("0.00", "1 2", 2, "0.00 0.00"),
            ("7", "0.001 1000", 2, "0.00 7.00"),
            ("10", "3", 3, "10.000"),
        ],
    )
    def test_by_hand(self, amount: str, weights: str, places: int, parts: str) -> None:
        found = allocate(Decimal(amount), [*map(Decimal, weights.split())], places)
        assert [str(part) for part in found] == parts.split()

    @pytest.mark.parametrize("weights", ["", "0", "0 0", "2 -1", "-1 1", "NaN", "Infinity"])
    def test_weights_that_split_nothing(self, weights: str) -> None:
        with pytest.raises(MoneyError, match=r"^weights? "):
            allocate(Decimal(1), [*map(Decimal, weights.split())], 2)

    def test_an_amount_that_has_no_such_parts(self) -> None:
        with pytest.raises(MoneyError, match="expected at most 2 decimals"):
            allocate(Decimal("0.001"), [Decimal(1)], 2)

    @pytest.mark.property
    @given(st.data())
    def test_parts_sum_to_the_whole_and_are_fair(self, data: st.DataObject) -> None:
        places = data.draw(st.integers(0, 4))
        amount = data.draw(amounts_of(places))
        weights = data.draw(
            st.lists(st.decimals(0, 10**6, places=3), min_size=1, max_size=8).filter(any)
        )
        parts = allocate(amount, weights, places)
        assert sum(parts) == amount
        for part, weight in zip(parts, weights, strict=True):
            fair = Fraction(amount) * Fraction(weight) / Fraction(sum(weights))
            assert abs(Fraction(part) - fair) < Fraction(1, 10**places)
            assert weight or not part

    @pytest.mark.property
    @given(amounts_of(2), st.lists(st.integers(1, 50).map(Decimal), min_size=1, max_size=6))
    def test_the_opposite_splits_in_the_same_way(
        self, amount: Decimal, weights: Sequence[Decimal]
    ) -> None:
        opposite: Callable[[Decimal], Decimal] = Decimal.copy_negate
        assert allocate(-amount, weights, 2) == tuple(map(opposite, allocate(amount, weights, 2)))
