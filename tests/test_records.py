"""Classes as plain data and back; and whatever is refused is refused with its place."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum, StrEnum
from pathlib import Path
from typing import Any, ClassVar, Literal, Optional

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobranza._frozen import FrozenDict
from cobranza._records import KEY, dump, from_data, load, to_data
from cobranza.errors import CobranzaError, CreditError, MoneyError


class Color(StrEnum):
    RED = "red"
    BLUE = "blue"


class Size(Enum):
    SMALL = 1
    LARGE = 2


@attrs.frozen(kw_only=True)
class AngleForm:
    """An angle as files have it, under the name of its unit."""

    degrees: int | None = None
    turns: Decimal | None = None

    @classmethod
    def of(cls, angle: "Angle", /) -> "AngleForm":
        return cls(degrees=angle.degrees)

    def made(self) -> "Angle":
        if self.degrees is None:
            raise MoneyError("degrees is missing, expected 0 or more")
        return Angle(degrees=self.degrees)


@attrs.frozen(kw_only=True)
class Angle:
    __form__: ClassVar = AngleForm

    degrees: int

    def __attrs_post_init__(self) -> None:
        if self.degrees < 0:
            raise CreditError(f"degrees is {self.degrees}, expected 0 or more")


@attrs.frozen(kw_only=True)
class Part:
    name: str
    weight: Decimal
    note: str = ""

    def __attrs_post_init__(self) -> None:
        if self.weight < 0:
            raise CreditError(f"weight is {self.weight}, expected 0 or more")
        if self.name == "weight":
            raise CreditError("weight of itself, expected of another")


def frozen_dict(given: Mapping[str, Decimal]) -> FrozenDict[Decimal]:
    return FrozenDict(given)


@attrs.frozen(kw_only=True)
class Whole:
    name: str
    count: int
    is_open: bool
    since: date
    color: Color
    size: Size
    side: Literal["left", "right"]
    parts: tuple[Part, ...] = attrs.field(metadata={KEY: "part"})
    shares: Mapping[str, Decimal] = attrs.field(converter=frozen_dict)
    days: frozenset[int] = frozenset()
    main: Part | None = None
    until: Optional[date] = None  # noqa: UP045 - the other way to say it
    angle: Angle | None = None
    table: tuple[tuple[Decimal, ...], ...] = ()
    double: int = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "double", 2 * self.count)


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
decimals = st.decimals(allow_nan=False, allow_infinity=False).filter(
    lambda number: "E" not in str(number) or abs(number.adjusted()) < 900
)
parts = st.builds(
    Part,
    name=words.filter(lambda name: name != "weight"),
    weight=decimals.filter(lambda number: number >= 0),
    note=words,
)
wholes = st.builds(
    Whole,
    name=words,
    count=st.integers(),
    is_open=st.booleans(),
    since=st.dates(),
    color=st.sampled_from(Color),
    size=st.sampled_from(Size),
    side=st.sampled_from(["left", "right"]),
    parts=st.lists(parts, max_size=3).map(tuple),
    shares=st.dictionaries(words, decimals, max_size=3),
    days=st.frozensets(st.integers(), max_size=3),
    main=st.none() | parts,
    until=st.none() | st.dates(),
    angle=st.none() | st.integers(0, 360).map(lambda degrees: Angle(degrees=degrees)),
    table=st.lists(st.lists(decimals, max_size=2).map(tuple), max_size=2).map(tuple),
)
WHOLE = Whole(
    name="a",
    count=3,
    is_open=True,
    since=date(2026, 3, 2),
    color=Color.RED,
    size=Size.LARGE,
    side="left",
    parts=(Part(name="b", weight=Decimal("0.50")),),
    shares={"ñ": Decimal("1E+6")},
    days=frozenset({3, 1}),
    main=Part(name="c", weight=Decimal(0), note="d"),
    until=date(2026, 3, 3),
    angle=Angle(degrees=90),
    table=((Decimal(1),),),
)


def read(data: object, **options: Any) -> Whole:
    return from_data(Whole, data, error=CreditError, **options)


def as_written(whole: Whole) -> str:
    """Tell 1 from 1.0; the order of a set is nobody's."""
    return repr(attrs.evolve(whole, days=frozenset()))


def test_what_is_written() -> None:
    assert to_data(WHOLE) == {
        "name": "a",
        "count": 3,
        "is_open": True,
        "since": "2026-03-02",
        "color": "red",
        "size": 2,
        "side": "left",
        "part": [{"name": "b", "weight": "0.50", "note": ""}],
        "shares": {"ñ": "1E+6"},
        "days": [1, 3],
        "main": {"name": "c", "weight": "0", "note": "d"},
        "until": "2026-03-03",
        "angle": {"degrees": 90, "turns": None},
        "table": [["1"]],
    }


def test_what_is_empty_by_default_may_be_left_out() -> None:
    plain = attrs.evolve(WHOLE, days=frozenset(), main=None, until=None, angle=None, table=())
    data = to_data(plain, sparse=True)
    assert data.keys() == to_data(WHOLE).keys() - {"days", "main", "until", "angle", "table"}
    assert data["part"] == [{"name": "b", "weight": "0.50"}]
    assert read(data) == plain
    empty = attrs.evolve(plain, name="", count=0, parts=(), is_open=False)
    assert to_data(empty, sparse=True).keys() == data.keys()  # these are not so by default


@pytest.mark.property
@given(wholes, st.booleans())
def test_json_and_back(whole: Whole, sparse: bool) -> None:  # noqa: FBT001 - drawn
    again = read(json.loads(json.dumps(to_data(whole, sparse=sparse))), complete=not sparse)
    assert again == whole
    assert as_written(again) == as_written(whole)


@pytest.mark.property
@given(wholes, st.sampled_from([".toml", ".json"]), st.booleans())
def test_files_and_back(
    tmp_path_factory: pytest.TempPathFactory,
    whole: Whole,
    suffix: str,
    sparse: bool,  # noqa: FBT001 - drawn
) -> None:
    path = tmp_path_factory.getbasetemp() / f"whole{suffix}"
    dump(whole, path, error=CreditError, sparse=sparse)
    again = load(Whole, path, error=CreditError)
    assert again == whole
    assert as_written(again) == as_written(whole)


def test_toml_has_numbers_and_dates_of_its_own(tmp_path: Path) -> None:
    dump(WHOLE, tmp_path / "whole.toml", error=CreditError)
    data = tomllib.loads((tmp_path / "whole.toml").read_text("utf-8"), parse_float=str)
    assert (data["since"], data["part"][0]["weight"]) == (date(2026, 3, 2), "0.50")


def leaves(data: Any, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Every value within, with where it stands, written independently."""
    steps = data.items() if isinstance(data, dict) else enumerate(data)
    for step, each in steps:
        place = f"{path}[{step}]" if isinstance(data, list) else f"{path}.{step}".lstrip(".")
        yield place, data, step
        if isinstance(each, dict | list):
            yield from leaves(each, place)


PLACES = [place for place, _, _ in leaves(to_data(WHOLE))]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("wrong", [1.5, object])
def test_a_value_of_another_type_is_refused_in_its_place(place: str, wrong: object) -> None:
    data = to_data(WHOLE)
    ((holder, step),) = [(at, step) for found, at, step in leaves(data) if found == place]
    holder[step] = wrong
    with pytest.raises(CreditError) as caught:
        read(data, place="whole.json")
    assert str(caught.value).startswith(f"whole.json: {place} is {wrong!r}, expected ")


@pytest.mark.parametrize("place", [place for place in PLACES if not place.endswith("]")])
def test_a_key_that_is_missing_or_unknown_is_refused_in_its_place(place: str) -> None:
    data = to_data(WHOLE)
    ((holder, key),) = [(at, step) for found, at, step in leaves(data) if found == place]
    if place == "shares.ñ":  # any key will do
        return
    other = place.removesuffix(key) + "other"
    holder["other"] = 1
    with pytest.raises(CreditError) as caught:
        read(data)
    assert str(caught.value).startswith(f"{other} is unknown, expected {next(iter(holder))}, ")
    del holder["other"], holder[key]
    with pytest.raises(CreditError) as caught:
        read(data, complete=True)
    assert str(caught.value).startswith(f"{place} is missing, expected ")


def test_what_has_a_default_may_be_missing() -> None:
    data = to_data(WHOLE)
    for key in ("days", "main", "until", "angle", "table"):
        del data[key]
    assert read(data).days == frozenset()
    del data["name"]
    with pytest.raises(CreditError, match=r"^name is missing, expected text$"):
        read(data)


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("name", 5, "name is 5, expected text"),
        ("name", "x" * 1000, None),
        ("count", True, "count is True, expected a whole number"),
        ("count", "3", "count is '3', expected a whole number"),
        ("is_open", 1, "is_open is 1, expected true or false"),
        ("since", "2026-02-30", "since is '2026-02-30', expected a date such as 2026-01-31"),
        ("since", datetime(2026, 3, 2), r"since is datetime\..*, expected a date"),  # noqa: DTZ001 - no moment
        ("since", None, "since is None, expected a date"),
        ("color", "green", "color is 'green', expected one of red, blue"),
        ("color", [], r"color is \[\], expected one of red, blue"),
        ("size", "2", "size is '2', expected one of 1, 2"),
        ("size", True, "size is True, expected one of 1, 2"),
        ("side", "up", "side is 'up', expected one of left, right"),
        ("part", {}, r"part is \{\}, expected a list"),
        ("part", "abc", "part is 'abc', expected a list"),
        ("shares", [], r"shares is \[\], expected a table"),
        ("shares", {"a": "1e3"}, r"shares\.a is '1e3', expected a decimal such as 0\.35$"),
        ("shares", {"a": "1_0"}, r"shares\.a is '1_0', expected a decimal"),
        ("shares", {"a": Decimal("NaN")}, r"shares\.a is Decimal\('NaN'\), expected a decimal"),
        ("shares", {"a": Decimal("1E+9999")}, r"shares\.a is Decimal\('1E\+9999'\), expected"),
        ("shares", {"a": 0.5}, r"shares\.a is 0\.5, expected a decimal .*; a float is not exact"),
        ("shares", {"a" * 999: 0}, None),
        ("shares", {"a" * 999: True}, rf"shares\.{'a' * 79}… is True, expected"),
        ("main", [], r"main is \[\], expected a table"),
        ("main", {"name": "x", "weight": "-1"}, r"main\.weight is -1, expected 0 or more"),
        ("main", {"name": "weight", "weight": 1}, "main: weight of itself, expected of another"),
        ("angle", {"degrees": -1}, r"angle\.degrees is -1, expected 0 or more"),
        ("angle", {"turns": "1"}, r"angle\.degrees is missing, expected 0 or more"),
        ("angle", {"turns": "x"}, r"angle\.turns is 'x', expected a decimal"),
    ],
)
def test_values(key: str, value: object, message: str | None) -> None:
    data = {**to_data(WHOLE), key: value}
    if message is None:
        assert to_data(read(data))[key] != to_data(WHOLE)[key]
        return
    with pytest.raises(CreditError, match=f"^{message}"):
        read(data)


def test_a_long_value_is_not_repeated_whole() -> None:
    with pytest.raises(CreditError) as caught:
        read({**to_data(WHOLE), "count": "x" * 10_000})
    assert len(str(caught.value)) < 200


def test_data_that_are_no_table_are_named_as_a_whole() -> None:
    with pytest.raises(MoneyError, match=r"^the data is \[\], expected a table$"):
        from_data(Whole, [], error=MoneyError)
    with pytest.raises(ValueError, match=r"^a\.json: the data is 1, expected a table$"):
        from_data(Whole, 1, error=ValueError, place="a.json")


def test_what_the_class_says_of_itself_is_said_of_the_place() -> None:
    with pytest.raises(CreditError, match=r"^whole: weight is -1, expected"):
        from_data(Part, {"name": "", "weight": -1}, error=CreditError, place="whole")


def test_tuples_and_mappings_are_lists_and_tables() -> None:
    data = to_data(WHOLE)
    assert read(FrozenDict[Any]({**data, "part": tuple(data["part"])})) == WHOLE


class TestFiles:
    @pytest.mark.parametrize(
        ("name", "text", "message"),
        [
            ("part.toml", "name = ", "Invalid value"),
            ("part.toml", 'name = "a"\nname = "b"', "Cannot overwrite a value"),
            ("part.toml", "a = 1e99999999999999999999", "InvalidOperation"),
            ("part.json", "[]", r"the data is \[\], expected a table"),
            ("part.json", "{", "Expecting property name"),
            ("part.json", '{"a": {"b": 1, "c": 2, "b": 1}}', "key 'b' stands twice, expected once"),
            ("part.json", "[" * 100_000, "recursion"),
            ("part.json", '{"name": "a", "weight": NaN}', "weight is nan, expected a decimal"),
            ("part.json", '{"name": "a", "weight": -1}', "weight is -1, expected 0 or more"),
            ("part.yaml", "", r"expected a name that ends in \.toml or \.json"),
        ],
    )
    def test_refusals_name_the_file(
        self, tmp_path: Path, name: str, text: str, message: str
    ) -> None:
        path = tmp_path / name
        path.write_text(text, "utf-8")
        with pytest.raises(CreditError, match=message) as caught:
            load(Part, path, error=CreditError)
        assert str(caught.value).startswith(f"{path}: ")

    def test_bytes_that_are_no_text(self, tmp_path: Path) -> None:
        path = tmp_path / "part.toml"
        path.write_bytes(b'name = "\xff"')
        with pytest.raises(CreditError, match=r"part\.toml: .*codec can't decode"):
            load(Part, path, error=CreditError)

    def test_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        part = Part(name="a", weight=Decimal(1))
        path = tmp_path / "none" / "part.json"
        for use in (
            lambda: load(Part, path, error=MoneyError),
            lambda: dump(part, path, error=MoneyError),
        ):
            with pytest.raises(MoneyError, match="No such file"):
                use()
        with pytest.raises(CobranzaError, match="expected a name that ends in"):
            dump(part, tmp_path / "part", error=CobranzaError)

    @pytest.mark.parametrize("name", ["part.toml", "part.json"])
    def test_what_cannot_be_written_leaves_the_file_as_it_was(
        self, tmp_path: Path, name: str
    ) -> None:
        path = tmp_path / name
        dump(Part(name="a", weight=Decimal(1)), path, error=CreditError)
        before = path.read_bytes()
        with pytest.raises(CreditError, match="surrogates not allowed"):
            dump(Part(name="\ud800", weight=Decimal(1)), path, error=CreditError)
        assert path.read_bytes() == before

    def test_numbers_of_json_are_taken_as_they_are_written(self, tmp_path: Path) -> None:
        path = tmp_path / "part.json"
        path.write_text('{"name": "a", "weight": 0.10}', "utf-8")
        assert str(load(Part, path, error=CreditError).weight) == "0.10"
