"""Where links lead: to pages of this site for what it describes, elsewhere for the rest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from atlas_kg.evidence import CodedStatement, MapView, Selection
from atlas_kg.namespaces import ATLAS, ONTOLOGY, PREFIXES, THING, compress
from atlas_kg.problem_solution_space import Cell, Statement

__all__ = ["SERVICE_DESCRIPTION", "SiteLinks", "local_name"]

SERVICE_DESCRIPTION = '</openapi.json>; rel="service-desc"; type="application/json"'
"""The header Link that leads programs to the description of the site (RFC 8631)."""

_RESOLVERS = {
    f"{PREFIXES['bibo']}doi": "https://doi.org/",
    f"{ATLAS}arxivIdentifier": "https://arxiv.org/abs/",
    f"{ATLAS}orcidIdentifier": "https://orcid.org/",
}
_WEB = ("http://", "https://")


def local_name(iri: str) -> str:
    """Return the part of a term's IRI that names it within the ontology."""
    return iri.removeprefix(str(ATLAS))


@dataclass(frozen=True)
class SiteLinks:
    """The addresses of the pages of this site.

    Attributes:
        own: The terms that have a page of their own to lead to, since more is said of them than the
            ontology says: phases, problems and mechanisms.
        shared: The solutions and problems, by IRI, that more than one accepted statement connects:
            the proof that the one addresses the other runs through any of these statements.
    """

    own: frozenset[str] = frozenset()
    shared: frozenset[tuple[str, str]] = frozenset()

    def cell(self, cell: Cell, selection: Selection | None = None) -> str:
        """Return the page of a cell of the map, with the evidence of a selection if there is one.

        The phases and mechanisms of the selection are left out, since the cell has its own.
        """
        path = f"/cells/{local_name(cell.phase.iri)}/{local_name(cell.mechanism.iri)}"
        kept = selection.with_values(phase=(), mechanism=()).parameters() if selection else []
        return self.with_parameters(path, kept) if kept else path

    def coding_of(self, cell: Cell) -> str:
        """Return the form for a coding of a phase and a mechanism."""
        names = {"phase": cell.phase.iri, "mechanism": cell.mechanism.iri}
        filled = {name: local_name(iri) for name, iri in names.items()}
        return self.with_parameters("/contribute/coding", filled.items())

    def why_gap(self, cell: Cell) -> str:
        """Return the page that tells why the literature applies no mechanism in a gap."""
        problem = cell.phase.problems[0].iri
        return self.why(cell.mechanism.iri, str(ATLAS.appliedAgainst), problem)

    def evidence(self, selection: Selection) -> str:
        """Return the list of the coded statements of a selection."""
        parameters = selection.parameters()
        return self.with_parameters("/evidence", parameters) if parameters else "/evidence"

    def map(self, view: MapView) -> str:
        """Return a view of the map."""
        parameters = view.parameters()
        return self.with_parameters("/", parameters) if parameters else "/"

    def why_said(self, said: CodedStatement) -> str | None:
        """Return what an accepted statement alone proves, or None where that is nothing."""
        if said.status != "Accepted" or said.problem is None:
            return None
        if (said.solution.iri, said.problem) in self.shared:
            return None
        return self.why(said.solution.iri, str(ATLAS.addresses), said.problem)

    def why_status(self, said: CodedStatement | Statement) -> str:
        """Return the page that explains why a statement has its status."""
        return self.why(said.iri, str(ATLAS.hasStatus), str(ATLAS[said.status]))

    def thing(self, iri: str) -> str:
        """Return the page about a thing or a term: of this site, or for foreign ones its IRI."""
        if iri.startswith(THING):
            return f"/id/{iri.removeprefix(THING)}"
        if iri == ONTOLOGY:
            return "/ontology"
        if iri in self.own:
            return self.term(iri)
        if iri.startswith(str(ATLAS)):
            return f"/ontology#{local_name(iri)}"
        return iri

    def term(self, iri: str) -> str:
        """Return the page about a term, on which nothing else stands."""
        return f"/terms/{quote(local_name(iri), safe=':')}"

    def all_values(self, address: str, parameter: str, iri: str) -> str:
        """Return the list of all values of a property, where a page shows the first ones."""
        return self.with_parameters(address, [(parameter, compress(iri))])

    def statements_of(self, **chosen: str) -> str:
        """Return the list of statements of which something holds, as of a phase or a solution.

        Args:
            chosen: The IRI of what is chosen, by the name of the parameter.
        """
        names = {name: iri.rsplit("/", 1)[-1].rsplit("#", 1)[-1] for name, iri in chosen.items()}
        return self.with_parameters("/evidence", names.items())

    def proposing(self, kind: str, iri: str) -> str:
        """Return where a change of a thing can be proposed.

        Args:
            kind: Its kind in a word.
            iri: The thing.
        """
        if kind in ("solution", "publication"):
            return self.with_parameters("/contribute/coding", [(kind, iri.rsplit("/", 1)[-1])])
        return "/contribute"

    def describing(self, iri: str) -> str:
        """Return the editor with the query for all that is said of a thing."""
        said = f"SELECT ?property ?value ?graph {{ GRAPH ?graph {{ <{iri}> ?property ?value }} }}"
        return self.query(f"{said} ORDER BY ?property ?value")

    def value(self, iri: str) -> str | None:
        """Return where an IRI leads, or None where following it might do something else."""
        return self.thing(iri) if iri.startswith(_WEB) else None

    def literal(self, predicate: str, text: str) -> str | None:
        """Return where a text leads that is an address or an identifier, if it is one."""
        if predicate in _RESOLVERS:
            return _RESOLVERS[predicate] + quote(text, safe="/.:()")
        return text if text.startswith(_WEB) and " " not in text else None

    def why(self, subject: str, predicate: str, object_: str) -> str:
        """Return the page that explains why a statement holds, or why it does not."""
        names = {"s": compress(subject), "p": compress(predicate), "o": compress(object_)}
        return self.with_parameters("/explain", names.items())

    def why_addressed(self, said: Statement) -> str:
        """Return the page that explains why the solution of a statement addresses its problem.

        Where `is_shared` holds, the explanation may run through another statement.
        """
        return self.why(said.solution, str(ATLAS.addresses), said.problem)

    def is_shared(self, said: Statement) -> bool:
        """Tell whether other accepted statements, too, connect its solution and its problem."""
        return (said.solution, said.problem) in self.shared

    def query(self, text: str) -> str:
        """Return the editor with a query in it, run."""
        return f"/sparql?{urlencode({'query': text})}"

    def with_parameters(self, path: str, parameters: Iterable[tuple[str, str]]) -> str:
        """Return an address with parameters."""
        return f"{path}?{urlencode([*parameters], safe=':/')}"

    def with_format(self, path: str, parameters: Iterable[tuple[str, str]], form: str) -> str:
        """Return an address with parameters, the format last."""
        return self.with_parameters(path, (*parameters, ("format", form)))
