"""The services that know works are asked as they document, and their answers are read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from atlas_kg.reference import Person
from atlas_kg.registries import (
    Cache,
    Client,
    RegistryError,
    UnreadableAnswerError,
    openalex,
    opencitations,
    orkg,
    semantic_scholar,
    wikidata,
)
from tests.concordance.scholarly_world import Known, scholarly_world
from tests.registries.servers import Registry, Reply

OPENALEX = {
    "id": "https://openalex.org/W10",
    "doi": "https://doi.org/10.5555/WATCHING",
    "display_name": "Watching <i>models</i> learn",
    "publication_year": 2025,
    "authorships": [{"author_position": "first", "author": {"display_name": "Jane van Doe"}}],
    "referenced_works": ["https://openalex.org/W11", "https://openalex.org/W12"],
}
"""The fields of https://developers.openalex.org/api-reference/works, about a work that is not."""

META = [
    {
        "id": "doi:10.1162/qss_a_00292 omid:br/062104388184",
        "title": "OpenCitations Meta",
        "author": "Massari, Arcangelo [orcid:0000-0002-8420-0696 omid:ra/06250110138]; "
        "Peroni, Silvio [orcid:0000-0003-0530-4305 omid:ra/0621012370564]",
        "pub_date": "2024",
        "venue": "Quantitative Science Studies [issn:2641-3337 omid:br/062501778099]",
        "type": "journal article",
    }
]
"""From the example of https://api.opencitations.net/meta/v1, shortened."""

INDEX = [
    {
        "oci": "06101801781-06101802023",
        "citing": "omid:br/06101801781 doi:10.7717/peerj-cs.421 pmid:33817056",
        "cited": "omid:br/06101802023 doi:10.7717/peerj-cs.163 pmid:33816816",
        "creation": "2021-03-10",
        "timespan": "P2Y5M21D",
        "journal_sc": "yes",
        "author_sc": "no",
    }
]
"""From the example of https://api.opencitations.net/index/v2."""

PAPER = {
    "paperId": "5c5751d45e298cea054f32b392c12c61027d2fe7",
    "corpusId": 215416146,
    "externalIds": {
        "MAG": "3015453090",
        "DBLP": "conf/acl/LoWNKW20",
        "ACL": "2020.acl-main.447",
        "DOI": "10.18653/V1/2020.ACL-MAIN.447",
        "CorpusId": 215416146,
    },
    "title": "Construction of the Literature Graph in Semantic Scholar",
    "year": 1997,
    "authors": [{"authorId": "1741101", "name": "Oren Etzioni"}],
}
"""The example of https://api.semanticscholar.org/api-docs/graph, which mixes several papers."""

ORKG = {
    "id": "R8186",
    "title": "Dummy Paper Title",
    "research_fields": [{"id": "R12", "label": "Computer Science"}],
    "identifiers": {"doi": ["10.1000/182"], "isbn": [], "issn": [], "open_alex": []},
    "publication_info": {
        "published_month": 4,
        "published_year": 2023,
        "published_in": {"id": "R4153", "label": "Fancy Conference"},
        "url": "https://example.org",
    },
    "authors": [
        {
            "id": "147",
            "name": "Josiah Stinkney Carberry",
            "identifiers": {"orcid": ["0000-0002-1825-0097"]},
            "homepage": "https://example.org",
        },
        {"id": None, "name": "Author 2", "identifiers": {}, "homepage": None},
    ],
    "visibility": "DEFAULT",
    "_class": "paper",
}
"""The example of http://tibhannover.gitlab.io/orkg/orkg-backend/api-doc/, shortened.

That page is made from the tests of https://github.com/TIBHannover/orkg-backend, and the paper is
theirs. It names a DOI as a text in older versions, and as a list in newer ones.
"""

ORKG_PAGE = {
    "content": [ORKG],
    "page": {"size": 5, "number": 0, "total_elements": 1, "total_pages": 1},
}
"""The form of each of its lists."""


@pytest.fixture(autouse=True)
def services(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENALEX", "OPENCITATIONS", "SEMANTIC_SCHOLAR", "ORKG", "WIKIDATA"):
        monkeypatch.setenv(f"ATLAS_KG_{name}_URL", registry.url)
        monkeypatch.delenv(f"ATLAS_KG_{name}_KEY", raising=False)


def reply(content: object) -> Reply:
    return Reply(json.dumps(content).encode(), headers={"Content-Type": "application/json"})


FIELDS = "select=id%2Cdoi%2Cids%2Cdisplay_name%2Cpublication_year%2Cauthorships%2Creferenced_works"


@pytest.mark.parametrize(
    ("scheme", "identifier", "path"),
    [
        ("openalex", "W10", "/works/W10"),
        ("doi", "10.5555/a#b?c", "/works/doi:10.5555/a%23b%3Fc"),
        ("arxiv", "2307.15043", "/works/doi:10.48550/arxiv.2307.15043"),
        ("pmid", "37938776", "/works/pmid:37938776"),
    ],
)
def test_openalex_by_identifier(
    registry: Registry, scheme: str, identifier: str, path: str
) -> None:
    registry.answer(f"{path}?{FIELDS}&mailto=jane%40example.org", reply(OPENALEX))
    with Client("jane@example.org") as client:
        found = openalex.by_identifier(client, scheme, identifier)
        assert openalex.references(client, scheme, identifier) == ("W11", "W12")
    assert found is not None
    assert (found.title, found.year) == ("Watching models learn", "2025")
    assert found.authors == (Person("van Doe", "Jane"),)
    assert (found.dois, found.identifiers) == (("10.5555/watching",), ("openalex:W10",))


@pytest.mark.parametrize("name", ["10.5555/../../authors/A1", "10.5555/./x", "10.5555/a/.."])
def test_made_up_doi_leads_nowhere_else(registry: Registry, name: str) -> None:
    with Client() as client:
        assert openalex.by_identifier(client, "doi", name) is None
        assert opencitations.by_identifier(client, "doi", name) is None
        assert semantic_scholar.by_identifier(client, "doi", name) is None
    assert registry.asked == []


def test_openalex_by_title_leaves_operators_out(registry: Registry) -> None:
    path = f"/works?search=What+now+models+learn&per_page=5&{FIELDS}"
    registry.answer(path, reply({"results": [OPENALEX]}))
    with Client() as client:
        (found,) = openalex.by_title(client, 'What now? (models, "learn")')
    assert found.identifiers == ("openalex:W10",)


def test_one_kept_answer_serves_work_and_references(registry: Registry, tmp_path: Path) -> None:
    registry.answer(f"/works/W10?{FIELDS}", reply(OPENALEX))
    with Client(cache=Cache(tmp_path)) as client:
        openalex.by_identifier(client, "openalex", "W10")
        assert openalex.references(client, "openalex", "W10") == ("W11", "W12")
    assert len(registry.asked) == 1


def test_opencitations_by_identifier(registry: Registry) -> None:
    registry.answer("/meta/v1/metadata/doi:10.1162/qss_a_00292", reply(META))
    with Client() as client:
        found = opencitations.by_identifier(client, "doi", "10.1162/qss_a_00292")
    assert found is not None
    assert (found.title, found.year) == ("OpenCitations Meta", "2024")
    assert found.authors == (Person("Massari", "Arcangelo"), Person("Peroni", "Silvio"))
    assert found.identifiers == ("omid:br/062104388184",)
    assert found.dois == ("10.1162/qss_a_00292",)


def test_opencitations_knows_nothing_by_an_empty_list(registry: Registry) -> None:
    registry.answer("/meta/v1/metadata/doi:10.5555/nothing", reply([]))
    with Client() as client:
        assert opencitations.by_identifier(client, "doi", "10.5555/nothing") is None


def test_opencitations_references(registry: Registry) -> None:
    registry.answer("/index/v2/references/doi:10.7717/peerj-cs.421", reply(INDEX))
    with Client() as client:
        (one,) = opencitations.references(client, "doi", "10.7717/peerj-cs.421")
    assert one.oci == "06101801781-06101802023"
    assert one.cited == ("omid:br/06101802023", "doi:10.7717/peerj-cs.163", "pmid:33816816")


@pytest.mark.parametrize(
    ("scheme", "identifier", "path"),
    [
        ("s2", "215416146", "/paper/CorpusId:215416146"),
        ("doi", "10.18653/v1/2020.acl-main.447", "/paper/DOI:10.18653/v1/2020.acl-main.447"),
        ("acl", "2020.acl-main.447", "/paper/ACL:2020.acl-main.447"),
        ("arxiv", "2307.15043", "/paper/ARXIV:2307.15043"),
    ],
)
def test_semantic_scholar_by_identifier(
    registry: Registry, scheme: str, identifier: str, path: str
) -> None:
    fields = "fields=corpusId%2Ctitle%2Cyear%2Cauthors%2CexternalIds"
    registry.answer(f"{path}?{fields}", reply(PAPER))
    with Client() as client:
        found = semantic_scholar.by_identifier(client, scheme, identifier)
    assert found is not None
    assert found.title == "Construction of the Literature Graph in Semantic Scholar"
    assert found.identifiers == (
        "s2:215416146",
        "acl:2020.acl-main.447",
        "dblp:conf/acl/LoWNKW20",
    )
    assert found.dois == ("10.18653/v1/2020.acl-main.447",)


def test_semantic_scholar_by_title(registry: Registry) -> None:
    path = (
        "/paper/search/match?query=A+graph&fields=corpusId%2Ctitle%2Cyear%2Cauthors%2CexternalIds"
    )
    registry.answer(path, reply({"data": [PAPER | {"matchScore": 174.2}]}))
    with Client() as client:
        (found,) = semantic_scholar.by_title(client, "A graph")
        assert found.identifiers[0] == "s2:215416146"
        # It answers with status 404 when no title fits.
        assert semantic_scholar.by_title(client, "totalGarbageNonsense") == ()


def test_orkg_in_its_own_media_type(registry: Registry) -> None:
    registry.answer("/papers?doi=10.1000%2F182", reply(ORKG_PAGE))
    registry.answer("/papers?title=Dummy+Paper+Title&size=5", reply(ORKG_PAGE))
    registry.answer("/papers/R8186", reply(ORKG))
    with Client() as client:
        found = orkg.by_identifier(client, "doi", "10.1000/182")
        assert orkg.by_title(client, "Dummy  Paper Title") == (found,)
        assert orkg.by_identifier(client, "orkg", "R8186") == found
    assert found is not None
    assert (found.title, found.year, found.venue) == (
        "Dummy Paper Title",
        "2023",
        "Fancy Conference",
    )
    assert (found.dois, found.identifiers) == (("10.1000/182",), ("orkg:R8186",))
    assert found.authors[0] == Person("Carberry", "Josiah Stinkney")
    assert {headers["accept"] for _, headers in registry.asked} == {
        "application/vnd.orkg.paper.v2+json"
    }


def test_orkg_before_identifiers_were_lists(registry: Registry) -> None:
    older = ORKG | {"identifiers": {"doi": "10.1000/182"}}
    registry.answer("/papers?doi=10.1000%2F182", reply({"content": [older], "totalElements": 1}))
    registry.answer("/papers?doi=10.5555%2Fnothing", reply({"content": [], "page": {}}))
    with Client() as client:
        found = orkg.by_identifier(client, "doi", "10.1000/182")
        assert orkg.by_identifier(client, "doi", "10.5555/nothing") is None
    assert found is not None
    assert found.dois == ("10.1000/182",)


def test_wikidata_by_a_query_that_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    title = 'Watching "models" learn'
    known = Known(10, title, ("Jane Doe", "John Roe"), 2025, "10.5555/watching")
    other = Known(11, "Another work", ("John Roe",), 2024, "10.5555/other")
    with scholarly_world([known, other]) as world, Client() as client:
        monkeypatch.setenv("ATLAS_KG_WIKIDATA_URL", f"{world.url}/wikidata")
        found = wikidata.by_identifier(client, "doi", "10.5555/watching")
        assert wikidata.by_title(client, title) == (found,)
        assert wikidata.by_identifier(client, "doi", "10.5555/nothing") is None
    assert found is not None
    assert (found.title, found.year, found.dois) == (title, "2025", ("10.5555/watching",))
    assert set(found.authors) == {Person("Doe", "Jane"), Person("Roe", "John")}
    assert found.identifiers == ("wikidata:Q10",)


@pytest.mark.parametrize("body", [b"{}", b"[1]", b'"x"', b'{"id": 1', b'{"results": 1}'])
def test_answers_of_another_form_are_told(registry: Registry, body: bytes) -> None:
    registry.answer(f"/works/W10?{FIELDS}", Reply(body))
    registry.answer("/papers/R1", Reply(body))
    with Client() as client:
        with pytest.raises(UnreadableAnswerError, match=r"OpenAlex|JSON"):
            openalex.by_identifier(client, "openalex", "W10")
        if body != b'{"id": 1':
            with pytest.raises(UnreadableAnswerError, match=r"ORKG|JSON"):
                orkg.by_identifier(client, "orkg", "R1")


@pytest.mark.parametrize("name", ["W10\nx", 'W10 "<x>', "A10", "", "W10\ud800"])
def test_work_of_openalex_without_a_number_is_told(registry: Registry, name: str) -> None:
    work = {**OPENALEX, "id": f"https://openalex.org/{name}"}
    registry.answer(f"/works/W10?{FIELDS}", reply(work))
    registry.answer(f"/works?search=models&per_page=5&{FIELDS}", reply({"results": [work]}))
    with Client() as client:
        with pytest.raises(UnreadableAnswerError, match=r"no work|half a sign"):
            openalex.by_identifier(client, "openalex", "W10")
        with pytest.raises(UnreadableAnswerError, match=r"no work|half a sign"):
            openalex.by_title(client, "models")


def test_key_is_sent_and_told_nowhere(
    registry: Registry, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ATLAS_KG_OPENALEX_KEY", "sesame1")
    monkeypatch.setenv("ATLAS_KG_SEMANTIC_SCHOLAR_KEY", "sesame2")
    registry.answer(f"/works/W10?{FIELDS}&api_key=sesame1", reply(OPENALEX))
    registry.answer(f"/works/W11?{FIELDS}&api_key=sesame1", Reply(b"", 401))
    with Client(cache=Cache(tmp_path)) as client:
        assert openalex.by_identifier(client, "openalex", "W10")
        with pytest.raises(RegistryError) as caught:
            openalex.by_identifier(client, "openalex", "W11")
        semantic_scholar.by_identifier(client, "s2", "1")
    assert registry.asked[-1][1]["x-api-key"] == "sesame2"
    assert "sesame" not in str(caught.value)
    kept = [file.read_text("utf-8") for file in tmp_path.rglob("*.json")]
    assert kept
    assert not [text for text in kept if "sesame" in text]
