"""Keys and labels."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from atlas_kg.bibliography.naming import Names, cited, stem
from atlas_kg.literature import SLUG
from atlas_kg.reference import Person, Reference


def by(*families: str, year: str = "2023", title: str = "") -> Reference:
    return Reference(title=title, authors=tuple(map(Person, families)), year=year)


def test_stems() -> None:
    assert stem(by("Zou")) == "Zou"
    assert stem(by("Hadfield-Menell")) == "HadfieldMenell"
    assert stem(by("Mökander")) == "Mokander"
    assert stem(by("van der Berg")) == "VanDerBerg"
    assert stem(by("O'Neil")) == "ONeil"
    assert stem(by("王", title="Watching models learn")) == "WatchingModelsLearn"
    assert stem(by("王", title="学习")) == "Work"


def test_citations() -> None:
    assert cited(by("Zou")) == "Zou"
    assert cited(by("Doe", "Roe")) == "Doe & Roe"
    assert cited(by("Doe", "Roe", "Poe")) == "Doe et al."
    assert cited(Reference(authors=(Person("Doe"),), has_further_authors=True)) == "Doe et al."


def test_names_that_are_taken() -> None:
    names = Names(["zou2023", "Roe2023"], ["Zou (2023)"])
    assert names.take(by("Zou")) == ("Zou2023a", "Zou (2023a)")
    assert names.take(by("Zou")) == ("Zou2023b", "Zou (2023b)")
    assert names.take(by("Roe")) == ("Roe2023a", "Roe (2023)")
    assert names.take(by("Doe"), "own-key") == ("own-key", "Doe (2023)")
    names.release("Zou2023a", "Zou (2023a)")
    assert names.take(by("Zou")) == ("Zou2023a", "Zou (2023a)")


def test_there_are_letters_enough() -> None:
    names = Names()
    taken = [names.take(by("Zou")) for _ in range(800)]
    assert (taken[26][0], taken[27][0], taken[703][0]) == ("Zou2023z", "Zou2023aa", "Zou2023aaa")
    assert len({key.lower() for key, _ in taken}) == len({label for _, label in taken}) == 800


@given(st.lists(st.text(min_size=1, max_size=50), max_size=3), st.text(max_size=50))
def test_every_key_can_name_a_file(families: list[str], title: str) -> None:
    key, _ = Names().take(by(*families, "Doe", title=title))
    assert SLUG.fullmatch(key)
    assert len(key) < 100
