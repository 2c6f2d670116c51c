"""The word that was probably meant."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas_kg.dataset import Dataset
from atlas_kg.suggestions import Suggestion, Vocabulary, nearest, normalised

PHASES = {
    "BusinessProblemDefinition": ["Business problem definition"],
    "DataAcquisitionAndPreparation": ["Data acquisition and preparation"],
    "ModelSelection": ["Model selection"],
    "ModelDevelopment": ["Model development"],
    "ModelDeploymentAndMonitoring": ["Model deployment and monitoring", "Operations"],
}
PUBLICATIONS: dict[str, list[str]] = {"Gao2020": ["Gao et al. (2020)"], "JiZ2023": []}
DOI = r"^10\.[0-9]{4,9}/[^\s]+$"
ARXIV = r"^([0-9]{4}\.[0-9]{4,5}|[a-z-]+(\.[A-Z]{2})?/[0-9]{7})$"


@pytest.mark.parametrize(
    ("word", "known", "guess"),
    [
        ("Screeening", ["Screening", "Signaling"], "Screening"),
        ("screening", ["Screening"], "Screening"),
        ("yaer", ["year", "type"], "year"),
        ("zzz", ["year", "type"], None),
        ("", ["year"], None),
        ("year", [], None),
    ],
)
def test_nearest_word(word: str, known: list[str], guess: str | None) -> None:
    assert nearest(word, known) == guess


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("modelselection", "ModelSelection"),
        ("Model selection", "ModelSelection"),
        ("model-selection", "ModelSelection"),
        ("atlas:ModelSelection", "ModelSelection"),
        ("https://w3id.org/llm-atlas/ontology#ModelSelection", "ModelSelection"),
        ("operations", "ModelDeploymentAndMonitoring"),
        ("ModelSelecton", "ModelSelection"),
        ("ModleSelection", "ModelSelection"),
    ],
)
def test_what_was_meant_is_certain(word: str, meant: str) -> None:
    assert Vocabulary(PHASES).suggest(word) == Suggestion(meant, determined=True)


@pytest.mark.parametrize("word", ["ModelDeployment", "Deployment", "Model", "Modelling"])
def test_what_may_mean_two_phases_is_not_certain(word: str) -> None:
    guess = Vocabulary(PHASES).suggest(word)
    assert guess is None or not guess.determined


@pytest.mark.parametrize(
    ("word", "guess"),
    [
        ("Gao2021", Suggestion("Gao2020", determined=False)),
        ("Goa2020", Suggestion("Gao2020", determined=False)),
        ("gao2020", Suggestion("Gao2020", determined=True)),
        ("Gao et al. 2020", Suggestion("Gao2020", determined=True)),
        ("atlas-id:publication/Gao2020", Suggestion("Gao2020", determined=True)),
        ("Yao2023", None),
        ("Knuth1968", None),
    ],
)
def test_open_list_may_lack_what_was_meant(word: str, guess: Suggestion | None) -> None:
    assert Vocabulary(PUBLICATIONS, closed=False).suggest(word) == guess


def test_accents_are_no_other_word() -> None:
    names = Vocabulary({"Kopf2023": ()}, closed=False)
    assert names.suggest("Köpf2023") == Suggestion("Kopf2023", determined=True)


def test_name_of_two_things_is_not_certain() -> None:
    names = {"a-model": ["Model"], "the-model": ["Model"]}
    guess = Vocabulary(names).suggest("model")
    assert guess is None or not guess.determined


@pytest.mark.parametrize(
    ("value", "pattern", "guess"),
    [
        ("https://doi.org/10.1000/182", DOI, Suggestion("10.1000/182", determined=True)),
        ("http://dx.doi.org/10.1000/182", DOI, Suggestion("10.1000/182", determined=True)),
        ("doi:10.1000/182", DOI, Suggestion("10.1000/182", determined=True)),
        ("DOI: 10.1000/182", DOI, Suggestion("10.1000/182", determined=True)),
        ("https://arxiv.org/abs/2307.15043", ARXIV, Suggestion("2307.15043", determined=True)),
        ("arXiv:2307.15043", ARXIV, Suggestion("2307.15043", determined=True)),
        ("https://arxiv.org/abs/2307.15043v2", ARXIV, Suggestion("2307.15043", determined=False)),
        ("https://x.org/doi/10.1000/182", DOI, Suggestion("10.1000/182", determined=False)),
        ("https://doi.org/10.1000/182?a=b", DOI, Suggestion("10.1000/182?a=b", determined=False)),
        ("https://doi.org/10.1000/1.pdf", DOI, Suggestion("10.1000/1.pdf", determined=False)),
        ("2307.15043v2", ARXIV, Suggestion("2307.15043", determined=False)),
        ("not known", DOI, None),
        ("", DOI, None),
    ],
)
def test_identifier_inside_a_value(value: str, pattern: str, guess: Suggestion | None) -> None:
    assert normalised(value, pattern) == guess


def test_long_list_is_searched_by_beginning() -> None:
    names = Vocabulary({f"Author{number:05}": () for number in range(5000)}, closed=False)
    assert names.suggest("author 00042") == Suggestion("Author00042", determined=True)
    guess = names.suggest("Auhtor00042")
    assert guess is not None
    assert not guess.determined
    assert names.suggest("Bathor00042") is None


@given(data=st.data())
def test_misspelt_term_is_never_taken_for_another(asserted: Dataset, data: st.DataObject) -> None:
    mechanisms, targets = "Signaling Screening Bonding Monitoring", "Dataset Model ModelOutput"
    lists = [list(PHASES), mechanisms.split(), targets.split()]
    lists.extend(list(shape.fields) for shape in asserted.record_shapes.by_kind.values())
    names: dict[str, tuple[str, ...]] = dict.fromkeys(data.draw(st.sampled_from(lists)), ())
    meant = word = data.draw(st.sampled_from(sorted(names)))
    for _ in range(data.draw(st.integers(1, 2))):
        at = data.draw(st.integers(0, len(word)))
        sign = data.draw(st.sampled_from(["", *string.ascii_letters]))
        word = word[:at] + sign + word[at + data.draw(st.integers(0, 1)) :]
    guess = Vocabulary(names).suggest(word) if word and word not in names else None
    assert guess is None or not guess.determined or guess.word == meant
