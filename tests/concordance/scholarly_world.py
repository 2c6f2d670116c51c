"""A local server that speaks the formats of all services, about works that are made for the tests.

The shapes of its answers are those that the services document; see the modules of
`atlas_kg.registries`. Wikidata's part is a real SPARQL endpoint over a few triples.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pyoxigraph as ox

NAMES = (
    "OPENALEX",
    "CROSSREF",
    "DATACITE",
    "OPENCITATIONS",
    "SEMANTIC_SCHOLAR",
    "WIKIDATA",
    "ORKG",
)


@dataclass(frozen=True)
class Known:
    """A work that the services know.

    Attributes:
        number: Its number in all of them.
        title: Its title.
        authors: Its authors, given name first.
        year: The year.
        doi: Its DOI, if it has one.
        cites: The numbers of the works that it cites.
    """

    number: int
    title: str
    authors: tuple[str, ...]
    year: int
    doi: str = ""
    cites: tuple[int, ...] = ()


@dataclass
class World:
    """The running server.

    Attributes:
        works: What it knows.
        url: Its address.
        asked: The paths with queries that were asked, in order.
        broken: The services that answer with an error.
        refusal: The status of that error.
        keys: The keys that came in headers and parameters.
    """

    works: list[Known]
    url: str = ""
    asked: list[str] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    refusal: int = 400
    keys: list[str] = field(default_factory=list)

    def settings(self) -> dict[str, str]:
        """Return the settings that lead to the server."""
        return {f"ATLAS_KG_{name}_URL": f"{self.url}/{name.lower()}" for name in NAMES}

    def of(self, service: str) -> list[str]:
        """Return what was asked of one service."""
        return [path for path in self.asked if path.startswith(f"/{service}/")]

    def respond(self, path: str) -> tuple[int, object]:
        """Return a status and what is answered."""
        parts = urlsplit(path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        _, service, rest = parts.path.split("/", 2)
        if service in self.broken:
            return self.refusal, {"error": "made for the test"}
        found = getattr(self, f"_{service}")(unquote(rest), query)
        return (404, {"error": "not found"}) if found is None else (200, found)

    def _by(self, name: str) -> Known | None:
        name = name.lower()
        for work in self.works:
            if name in {f"doi:{work.doi}", f"w{work.number}", f"corpusid:{work.number}"} or (
                name == f"omid:br/060{work.number}"
            ):
                return work
        return None

    def _titled(self, title: str) -> list[Known]:
        words = set(title.lower().split())
        return [work for work in self.works if len(words & set(work.title.lower().split())) > 1]

    def _openalex(self, rest: str, query: dict[str, str]) -> object:
        if rest == "works":
            return {"results": [self._in_openalex(work) for work in self._titled(query["search"])]}
        work = self._by(rest.removeprefix("works/"))
        return self._in_openalex(work) if work else None

    def _in_openalex(self, work: Known) -> dict[str, Any]:
        return {
            "id": f"https://openalex.org/W{work.number}",
            "doi": f"https://doi.org/{work.doi}" if work.doi else None,
            "display_name": work.title,
            "publication_year": work.year,
            "authorships": [{"author": {"display_name": name}} for name in work.authors],
            "referenced_works": [f"https://openalex.org/W{number}" for number in work.cites],
        }

    def _opencitations(self, rest: str, _: dict[str, str]) -> object:
        kind, name = rest.split("/v", 1)
        work = self._by(name.split("/", 2)[2])
        if work is None:
            return []
        if kind == "index":
            return [
                {
                    "oci": f"060{work.number}-060{number}",
                    "citing": f"omid:br/060{work.number}",
                    "cited": f"omid:br/060{number} pmid:{number}",
                }
                for number in work.cites
            ]
        names = "; ".join(", ".join(reversed(name.split(" "))) for name in work.authors)
        return [
            {
                "id": f"doi:{work.doi} omid:br/060{work.number}",
                "title": work.title,
                "author": f"{names} [omid:ra/0601]",
                "pub_date": f"{work.year}-05",
            }
        ]

    def _semantic_scholar(self, rest: str, query: dict[str, str]) -> object:
        def paper(work: Known) -> dict[str, Any]:
            return {
                "paperId": f"{work.number:040}",
                "corpusId": work.number,
                "externalIds": {"DOI": work.doi.upper(), "CorpusId": work.number},
                "title": work.title,
                "year": work.year,
                "authors": [{"authorId": "1", "name": name} for name in work.authors],
            }

        if rest == "paper/search/match":
            return next(
                ({"data": [paper(w) | {"matchScore": 99.5}]} for w in self._titled(query["query"])),
                None,
            )
        found = self._by(rest.removeprefix("paper/"))
        return paper(found) if found else None

    def _orkg(self, rest: str, query: dict[str, str]) -> object:
        def paper(work: Known) -> dict[str, Any]:
            return {
                "id": f"R{work.number}",
                "title": work.title,
                "identifiers": {"doi": [work.doi]} if work.doi else {},
                "publication_info": {"published_year": work.year, "published_in": None},
                "authors": [{"id": None, "name": name, "identifiers": {}} for name in work.authors],
            }

        if rest != "papers":
            work = self._by(rest.replace("papers/R", "W"))
            return paper(work) if work else None
        by_doi = self._by(f"doi:{query['doi']}") if "doi" in query else None
        found = self._titled(query["title"]) if "title" in query else [by_doi] if by_doi else []
        numbers = {"number": 0, "size": 20, "total_elements": len(found), "total_pages": 1}
        return {"content": [paper(work) for work in found], "page": numbers}

    def _crossref(self, rest: str, _: dict[str, str]) -> object:
        return {"message": {"items": []}} if rest == "works" else None

    def _datacite(self, rest: str, _: dict[str, str]) -> object:
        return {"data": []} if rest == "dois" else None

    def _wikidata(self, _: str, query: dict[str, str]) -> object:
        store = ox.Store()
        direct = "http://www.wikidata.org/prop/direct/"
        label = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
        date_time = ox.NamedNode("http://www.w3.org/2001/XMLSchema#dateTime")
        for work in self.works:
            item = ox.NamedNode(f"http://www.wikidata.org/entity/Q{work.number}")
            date = ox.Literal(f"{work.year}-01-01T00:00:00Z", datatype=date_time)
            values = [
                ("P356", ox.Literal(work.doi.upper())),
                ("P1476", ox.Literal(work.title, language="en")),
                ("P577", date),
                *(("P2093", ox.Literal(name)) for name in work.authors),
            ]
            store.extend(ox.Quad(item, ox.NamedNode(direct + name), v) for name, v in values)
            store.add(ox.Quad(item, label, ox.Literal(work.title, language="en")))
        answer = store.query(query["query"])
        assert isinstance(answer, ox.QuerySolutions)
        return json.loads(answer.serialize(format=ox.QueryResultsFormat.JSON) or b"{}")


@contextmanager
def scholarly_world(works: list[Known]) -> Iterator[World]:
    """Run the server."""
    world = World(works)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            key = parse_qs(urlsplit(self.path).query).get("api_key", [""])[0]
            world.keys += [k for k in (key, self.headers.get("x-api-key", "")) if k]
            world.asked.append(self.path)
            status, content = world.respond(self.path)
            body = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:  # noqa: ANN401 - as the library has it
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        world.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield world
        finally:
            server.shutdown()
            thread.join()
