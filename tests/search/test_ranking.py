"""What is called so comes first, then what holds the words, then what nearly holds them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.search import Entry, SearchIndex, entries_of, index_of


@pytest.fixture(scope="module")
def index(graph: KnowledgeGraph) -> SearchIndex:
    return index_of(entries_of(graph))


def first(index: SearchIndex, text: str) -> str:
    return index.search(text).entries(0, 1)[0].label


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("adversrial atacks", "Adversarial attacks"),
        ("dat cards", "Data cards"),
        ("datacards", "Data cards"),
        ("DATA CARD", "Data cards"),
        ("signalling", "Signaling"),
        ("monitorng", "Monitoring"),
        ("müller", "Kaltenpoth & Müller (2024)"),
        ("mueller kaltenpot", "Kaltenpoth & Müller (2024)"),
        ("the pile gao", "Gao et al. (2020)"),
        ("kaltenpoth 2024", "Kaltenpoth & Müller (2024)"),
        ("hidden characteristics in model selection", "Hidden characteristics of candidate models"),
        ("cq04", "Where does theory expect an answer that no work gives?"),
        ("model sel", "Model selection"),
        ("10.1145/3287560.3287596", "Mitchell et al. (2019)"),
        ("https://doi.org/10.1145/3287560.3287596", "Mitchell et al. (2019)"),
        ("arXiv:1810.03993v2", "Mitchell et al. (2019)"),
        ("mitchell2019", "Mitchell et al. (2019)"),
        ("https://w3id.org/llm-atlas/ontology#HiddenAction", "Hidden action"),
        ("https://w3id.org/llm-atlas/id/publication/Mitchell2019", "Mitchell et al. (2019)"),
        ("atlas-id:publication/Mitchell2019", "Mitchell et al. (2019)"),
    ],
)
def test_what_was_meant_comes_first(index: SearchIndex, text: str, label: str) -> None:
    assert first(index, text) == label


def test_every_label_finds_its_entry_among_the_first(index: SearchIndex) -> None:
    framework = [entry for entry in index.entries if entry.kind in ("solution", "term", "problem")]
    assert len(framework) > 100
    for entry in framework:
        same = index.search(entry.label).entries(0, 3)
        assert entry in same, entry.label


def test_exact_name_comes_before_all_and_the_framework_before_works() -> None:
    entries = [
        Entry("work", "w1", "Benchmark cards"),
        Entry("work", "w2", "Cards for a benchmark"),
        Entry("solution", "s1", "Overall benchmark cards"),
        Entry("solution", "s2", "Bencmark cards"),
        Entry("publication", "p1", "Doe (2020)", ("On benchmark cards",)),
    ]
    found = index_of(entries).search("benchmark cards")
    assert [entry.target for entry in found.entries()] == ["w1", "s1", "p1", "w2", "s2"]
    assert found.counts == {"work": 2, "solution": 2, "publication": 1}


def test_most_words_will_do_where_nothing_has_all(index: SearchIndex) -> None:
    found = index.search("data cards xyzxyzxyz")
    assert found.is_partial
    assert found.entries(0, 1)[0].label == "Data cards"


def test_near_words_are_told_where_nothing_is_found(index: SearchIndex) -> None:
    found = index.search("hpnstz")
    assert (found.total, found.entries()) == (0, ())
    assert index.search("hallucinaktiomk").near


def test_nothing_is_found_by_no_word(index: SearchIndex) -> None:
    assert index.search(" -- ").total == 0
    assert index.search("").near == ()


def test_identified_works_that_are_recorded_are_found_once(index: SearchIndex) -> None:
    titles = index.search("Universal and Transferable Adversarial Attacks on Aligned").entries()
    assert [entry.kind for entry in titles][:1] == ["publication"]


def test_kinds_are_a_part_of_what_was_found(index: SearchIndex) -> None:
    found = index.search("alignment")
    assert sum(found.counts.values()) == found.total
    for kind, count in found.counts.items():
        of_kind = found.of_kind(kind)
        assert of_kind.total == count
        assert {entry.kind for entry in of_kind.entries()} == {kind}


TITLES = st.lists(
    st.lists(
        st.sampled_from(["alpha", "beta", "gamma", "delta", "epsilon"]), min_size=1, max_size=4
    ),
    min_size=1,
    max_size=8,
)


@given(TITLES, st.sampled_from(["alpha", "bet", "gamma", "delta", "eps"]))
def test_a_word_finds_exactly_the_titles_with_its_beginning(
    titles: list[list[str]], typed: str
) -> None:
    entries = [Entry("work", f"w{n}", " ".join(words)) for n, words in enumerate(titles)]
    found = {entry.target for entry in index_of(entries).search(typed).entries()}
    holding = {
        entry.target
        for entry, words in zip(entries, titles, strict=True)
        if any(word.startswith(typed) for word in words)
    }
    assert holding <= found
    # Nothing else, for these words are far from each other.
    assert not holding or found == holding


@given(TITLES, st.text(max_size=20))
def test_pages_of_results_hold_each_once(titles: list[list[str]], typed: str) -> None:
    entries = [Entry("work", f"w{n}", " ".join(words)) for n, words in enumerate(titles)]
    found = index_of(entries).search(typed)
    paged = [entry for begin in range(0, 8, 3) for entry in found.entries(begin, 3)]
    assert tuple(paged) == found.entries()
    assert len({entry.target for entry in paged}) == found.total
