"""Each accepted statement is a nanopublication that the library of nanopublications accepts."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pyoxigraph as ox
import pytest
from Crypto.PublicKey import RSA
from nanopub.nanopub import Nanopub
from nanopub.profile import format_key
from nanopub.utils import MalformedNanopubError
from rdflib import ConjunctiveGraph

from atlas_kg import __version__
from atlas_kg.dataset import Dataset, Sources, load
from atlas_kg.errors import UsageError
from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.namespaces import ATLAS, CITO, DCTERMS, PROV, THING, thing
from atlas_kg.nanopublications import (
    Nanopublication,
    SigningKey,
    nanopublications,
    read_key,
    signed,
    written,
)

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

JANE = "https://orcid.org/0000-0002-1825-0097"
KEYS = ("library", "pkcs8", "pkcs1")
PAPER = """\
schema: 1
label: Doe (2025)
title: An invented paper
authors: ['Doe, Jane']
year: 2025
type: Preprint
url: https://example.org/doe2025
"""
CODER = "schema: 1\nkind: HumanCoder\nlabel: {}\ndescription: A fictitious coder.\n"
CODING = """\
schema: 1
codings:
  - id: cards-signal
    statement: 'Cards tell what a model was made from.'
    phase: ModelSelection
    target: Model
    mechanism: {}
    solution: data-cards
    section: '2'
    status: {}
"""


@pytest.fixture(scope="module")
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("keys") / "id_rsa"
    pem = RSA.generate(2048).export_key("PEM", pkcs=8).decode()
    file.write_text(format_key(pem), "ascii")
    return file


@pytest.fixture(scope="module")
def key(key_file: Path) -> SigningKey:
    return read_key(key_file, JANE)


@pytest.fixture(scope="module")
def pieces(graph: KnowledgeGraph) -> list[Nanopublication]:
    return list(nanopublications(graph.store))


def own_quads(one: Nanopublication) -> list[ox.Quad]:
    return list(one.quads(one.iri.value, f"{one.iri.value}#"))


def read(content: bytes) -> list[Nanopub]:
    """Read a file of nanopublications as others do: with rdflib and the library."""
    whole = ConjunctiveGraph()
    whole.parse(data=content, format="trig")
    graphs: dict[str, ConjunctiveGraph] = defaultdict(ConjunctiveGraph)
    for context in whole.contexts():
        if len(context):
            name = str(context.identifier)
            graphs[name.rpartition("#")[0]].addN((*triple, context) for triple in context)
    return [Nanopub(rdf=graph) for graph in graphs.values()]


def doubled(data: Path, mechanism: str = "Signaling", status: str = "Accepted") -> Dataset:
    """A paper that two people coded; the second one as is said."""
    files = {
        "publications/Doe2025.yaml": PAPER,
        "coders/jane.yaml": CODER.format("Jane Doe"),
        "coders/john.yaml": CODER.format("John Roe"),
        "codings/jane/Doe2025.yaml": CODING.format("Signaling", "Accepted"),
        "codings/john/Doe2025.yaml": CODING.format(mechanism, status),
    }
    for place, text in files.items():
        (data / place).parent.mkdir(exist_ok=True)
        (data / place).write_text(text, "utf-8")
    return load(Sources.carried(data))


def of(dataset: Dataset, slug: str) -> Nanopublication:
    (one,) = (one for one in nanopublications(dataset.store) if one.about == thing("coding", slug))
    return one


def objects(one: Nanopublication, name: str) -> set[str]:
    return {triple.object.value for triple in one.background if triple.predicate.value == str(name)}  # type: ignore[union-attr]


def test_each_accepted_statement_has_one(
    pieces: list[Nanopublication], graph: KnowledgeGraph
) -> None:
    accepted = graph.store.quads_for_pattern(
        None, ox.NamedNode(str(ATLAS.hasStatus)), ox.NamedNode(str(ATLAS.Accepted)), None
    )
    assert [one.about.value for one in pieces] == sorted(quad.subject.value for quad in accepted)  # type: ignore[union-attr]
    assert len(pieces) == 32
    assert len({one.iri for one in pieces}) == len(pieces)


def test_the_library_finds_unsigned_ones_valid(pieces: list[Nanopublication]) -> None:
    found = read(written(quad for one in pieces for quad in own_quads(one)))
    assert len(found) == len(pieces)
    assert all(one.is_valid for one in found)
    assert {str(one.metadata.np_uri) for one in found} == {one.iri.value for one in pieces}


def test_what_others_say_changes_no_claim(data: Path) -> None:
    """How a statement stands, and why, follows from others, so that it is no part of the claim."""
    slug = "Doe2025.jane.cards-signal"
    doubled(data)
    coding = CODING.replace("    status: {}\n", "").format("Signaling")
    for coder in ("jane", "john"):
        (data / f"codings/{coder}/Doe2025.yaml").write_text(coding, "utf-8")
    before = of(load(Sources.carried(data)), slug)
    (data / "codings/ann").mkdir()
    (data / "codings/ann/Doe2025.yaml").write_text(coding, "utf-8")
    (data / "coders/ann.yaml").write_text(CODER.format("Ann Other"), "utf-8")
    after = of(load(Sources.carried(data)), slug)
    names = {triple.predicate.value for triple in after.assertion}
    of_status = {str(ATLAS[n]) for n in ("hasStatus", "explainsStatus", "disagreesWith")}
    assert names.isdisjoint(of_status)
    assert after.assertion == before.assertion
    assert objects(after, ATLAS.explainsStatus) != objects(before, ATLAS.explainsStatus)


def test_what_is_said_stands_in_its_part(pieces: list[Nanopublication]) -> None:
    about = thing("coding", "Kaltenpoth2024.seed-paper-authors.data-cards-signal-datasets")
    (one,) = (one for one in pieces if one.about == about)
    assert one.iri.value == (
        f"{THING}nanopublication/coding."
        "Kaltenpoth2024.seed-paper-authors.data-cards-signal-datasets"
    )
    stated = {triple.predicate.value: triple.object for triple in one.assertion}
    assert stated[str(ATLAS.codesMechanism)] == ox.NamedNode(str(ATLAS.Signaling))
    assert str(ATLAS.hasStatus) not in stated
    paper = thing("publication", "Kaltenpoth2024")
    authors = thing("coder", "seed-paper-authors")
    assert (ox.NamedNode(str(PROV.wasDerivedFrom)), paper) in one.provenance
    assert (ox.NamedNode(str(PROV.wasAttributedTo)), authors) in one.provenance
    assert objects(one, ATLAS.locator) == {"4.1"}
    assert f"{ATLAS}SoftwareCoder" in {t.object.value for t in one.background}  # type: ignore[union-attr]
    told = {name.value: value for name, value in one.publication}
    assert told[str(DCTERMS.created)].value == "2026-11-23T00:00:00Z"  # type: ignore[union-attr]
    assert told[str(DCTERMS.license)].value.endswith("/by/4.0/")  # type: ignore[union-attr]
    assert told[str(CITO.supports)].value.startswith(str(ATLAS))  # type: ignore[union-attr]
    assert {t.object.value for t in one.software} >= {f"atlas-kg {__version__}"}  # type: ignore[union-attr]


def test_agreement_of_two_coders_is_told(data: Path) -> None:
    one = of(doubled(data), "Doe2025.jane.cards-signal")
    assert objects(one, CITO.agreesWith) == {f"{THING}coding/Doe2025.john.cards-signal"}
    coders = {value for name, value in one.provenance if name.value == str(PROV.wasAttributedTo)}
    assert coders == {thing("coder", "jane"), thing("coder", "john")}
    assert str(DCTERMS.created) not in {name.value for name, _ in one.publication}


@pytest.mark.parametrize(
    ("mechanism", "status"), [("Screening", "Disputed"), ("Signaling", "Proposed")]
)
def test_who_differs_or_has_not_handed_in_does_not_agree(
    mechanism: str, status: str, data: Path
) -> None:
    one = of(doubled(data, mechanism, status), "Doe2025.jane.cards-signal")
    assert objects(one, CITO.agreesWith) == set()
    coders = {value for name, value in one.provenance if name.value == str(PROV.wasAttributedTo)}
    assert coders == {thing("coder", "jane")}


def test_adjudication_is_told(data: Path) -> None:
    (data / "adjudications").mkdir()
    (data / "adjudications" / "Doe2025.yaml").write_text(
        """\
schema: 1
adjudications:
  - id: mechanism-of-cards
    codings: [Doe2025.jane.cards-signal, Doe2025.john.cards-signal]
    decision: Doe2025.jane.cards-signal
    by: jane
    reason: 'The seller makes the cards.'
    date: '2026-01-01T00:00:00Z'
""",
        "utf-8",
    )
    one = of(doubled(data, "Screening", "Disputed"), "Doe2025.jane.cards-signal")
    assert objects(one, ATLAS.decidesFor) == {f"{THING}coding/Doe2025.jane.cards-signal"}
    assert "The seller makes the cards." in objects(one, DCTERMS.description)


def test_signed_ones_are_valid_and_bear_signature_and_trusty_iri(
    pieces: list[Nanopublication], key: SigningKey
) -> None:
    content = written(quad for one in pieces for quad in signed(one, key))
    found = read(content)
    assert len(found) == len(pieces)
    for one in found:
        assert one.is_valid
        assert one.has_valid_signature
        assert one.has_valid_trusty
        assert str(one.source_uri).startswith(f"{THING}nanopublication/RA")
    assert content.count(f"npx:signedBy <{JANE}>".encode()) == len(pieces)


def test_signing_again_gives_the_same_bytes(pieces: list[Nanopublication], key: SigningKey) -> None:
    first, second = (written(signed(pieces[0], key)) for _ in range(2))
    assert first == second


def test_a_change_is_noticed(pieces: list[Nanopublication], key: SigningKey) -> None:
    content = written(signed(pieces[0], key)).replace(b"Screening", b"Signaling")
    (one,) = read(content)
    with pytest.raises(MalformedNanopubError):
        _ = one.has_valid_trusty


def test_the_private_key_is_nowhere(
    pieces: list[Nanopublication], key: SigningKey, key_file: Path
) -> None:
    private = key_file.read_text("ascii")
    assert private.encode() not in written(signed(pieces[0], key))
    assert private not in repr(key)


@pytest.mark.parametrize("form", KEYS)
def test_key_is_read_in_its_forms(form: str, tmp_path: Path) -> None:
    made = RSA.generate(2048)
    pem = made.export_key("PEM", pkcs=1 if form == "pkcs1" else 8).decode()
    file = tmp_path / "key"
    file.write_text(format_key(pem) if form == "library" else pem, "ascii")
    profile = read_key(file).conf.profile
    assert profile is not None
    assert profile.private_key == format_key(made.export_key("PEM", pkcs=8).decode())


def test_unusable_keys_are_told(tmp_path: Path) -> None:
    made = RSA.generate(2048)
    contents = {
        "public": made.public_key().export_key("PEM"),
        "locked": made.export_key("PEM", pkcs=8, passphrase="secret"),  # noqa: S106 - invented
        "text": b"no key at all",
        "bytes": bytes(range(256)),
        "empty": b"",
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(UsageError, match="holds no private RSA key"):
            read_key(tmp_path / name)
    with pytest.raises(UsageError, match="cannot be read"):
        read_key(tmp_path / "missing")


@pytest.mark.parametrize(
    ("given", "iri"),
    [("0000-0002-1825-0097", JANE), (JANE, JANE), ("https://example.org/jane",) * 2],
)
def test_signer_is_an_orcid_or_an_iri(given: str, iri: str, key_file: Path) -> None:
    assert read_key(key_file, given).signer == ox.NamedNode(iri)


def test_other_signers_are_told(key_file: Path) -> None:
    with pytest.raises(UsageError, match="neither an ORCID iD nor an IRI"):
        read_key(key_file, "Jane Doe")
