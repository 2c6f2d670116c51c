"""Names of authors."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas_kg.reference.names import Person, folded, person

WORDS = st.text(st.characters(categories=["Lu", "Ll", "Lo"]), min_size=1, max_size=8).map(
    str.capitalize
)


@pytest.mark.parametrize(
    ("name", "family", "given"),
    [
        ("Doe, Jane", "Doe", "Jane"),
        ("Jane Doe", "Doe", "Jane"),
        ("Jane M. Doe", "Doe", "Jane M."),
        ("Ludwig van Beethoven", "van Beethoven", "Ludwig"),
        ("Juan de la Cruz", "de la Cruz", "Juan"),
        ("van der Berg, Jan", "van der Berg", "Jan"),
        ("John Roe Jr.", "Roe", "John, Jr."),
        ("Roe, Jr., John", "Roe", "John, Jr."),
        ("Roe, John, III", "Roe", "John, III"),
        ("Plato", "Plato", ""),
        ("  Doe ,  Jane  ", "Doe", "Jane"),
        ("Doe,", "Doe", ""),
        ("", "", ""),
    ],
)
def test_name(name: str, family: str, given: str) -> None:
    assert person(name) == Person(family, given)


@given(WORDS, st.lists(WORDS, min_size=1, max_size=3))
def test_both_orders_name_one_person(family: str, names: list[str]) -> None:
    given_names = " ".join(names)
    told = Person(family, given_names)
    if family.lower() not in {"ii", "iii", "iv", "jr", "sr"} and not {
        name.lower() for name in names
    } & {"ii", "iii", "iv", "jr", "sr"}:
        assert person(f"{family}, {given_names}") == told
        assert person(f"{given_names} {family}") == told


@given(st.text(max_size=60))
def test_any_text_is_read_and_reads_the_same_again(text: str) -> None:
    once = person(text)
    if once.family and once.given:
        assert person(str(once)).family == once.family


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Mökander", "Mokander"),
        ("Martínez-Plumed", "Martinez-Plumed"),
        ("Łukasz Øhm ß", "Lukasz Ohm ss"),
        ("Hadfield\N{HYPHEN}Menell", "Hadfield-Menell"),
    ],
)
def test_marks_of_letters_are_left_out(text: str, plain: str) -> None:
    assert folded(text) == plain
