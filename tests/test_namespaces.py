"""Names and their prefixes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas_kg import namespaces
from atlas_kg.errors import UsageError
from atlas_kg.namespaces import PREFIXES, compress, expand, term, thing


@pytest.mark.parametrize(
    ("name", "iri"),
    [
        ("ONTOLOGY", "https://w3id.org/llm-atlas/ontology"),
        ("ATLAS", "https://w3id.org/llm-atlas/ontology#"),
        ("THING", "https://w3id.org/llm-atlas/id/"),
        ("GRAPH_ONTOLOGY", "<https://w3id.org/llm-atlas/graph/ontology>"),
        ("GRAPH_CORPUS", "<https://w3id.org/llm-atlas/graph/corpus>"),
        ("GRAPH_LINKS", "<https://w3id.org/llm-atlas/graph/links>"),
        ("GRAPH_LITERATURE", "<https://w3id.org/llm-atlas/graph/literature>"),
        ("GRAPH_INFERRED", "<https://w3id.org/llm-atlas/graph/inferred>"),
    ],
)
def test_promised_names(name: str, iri: str) -> None:
    assert str(getattr(namespaces, name)) == iri


def test_promised_prefixes() -> None:
    assert PREFIXES["atlas"] == "https://w3id.org/llm-atlas/ontology#"
    assert PREFIXES["atlas-id"] == "https://w3id.org/llm-atlas/id/"


def test_no_two_prefixes_for_one_namespace() -> None:
    assert len(set(PREFIXES.values())) == len(PREFIXES)


@pytest.mark.parametrize("prefix", PREFIXES)
def test_curie_and_iri_are_the_same_name(prefix: str) -> None:
    iri = PREFIXES[prefix] + "name"
    assert expand(f"{prefix}:name") == iri
    assert compress(iri) == f"{prefix}:name"


@pytest.mark.parametrize("iri", ["http://example.org/a", "https://example.org/a:b"])
@pytest.mark.parametrize("form", ["{}", "<{}>"])
def test_iris_are_taken_as_they_are(form: str, iri: str) -> None:
    assert expand(form.format(iri)) == iri
    assert compress(iri) == iri


@pytest.mark.parametrize("name", ["", "Screening", "foo:a", ":a", "_:a", "urn:x:y", "a b"])
def test_other_words_are_refused_with_the_known_prefixes(name: str) -> None:
    with pytest.raises(UsageError, match="the prefixes are airo, atlas, atlas-id") as raised:
        expand(name)
    assert f"'{name}'" in str(raised.value)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
def test_any_word_makes_a_valid_iri(word: str) -> None:
    for node in (term(word), thing("publication", word)):
        assert node.value.startswith("https://w3id.org/llm-atlas/")
        assert not set(node.value) & set(' <>"{}|\\^`\n')
