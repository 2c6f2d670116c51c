"""Works that are asked for by an identifier, looked up at the registries."""

from __future__ import annotations

from collections.abc import Callable

from atlas_kg.bibliography.entry import Entry
from atlas_kg.errors import UsageError
from atlas_kg.reference import Reference
from atlas_kg.reference.identifiers import arxiv_doi, arxiv_id, doi
from atlas_kg.registries import Client, OfflineError, RegistryError, arxiv, datacite
from atlas_kg.registries import doi as resolver

__all__ = ["Lookup"]


class Lookup:
    """Looks works up.

    Args:
        client: Who asks.
        registered: What returns the work of a DOI; by default the resolver of all DOIs is asked.
    """

    def __init__(
        self,
        client: Client,
        registered: Callable[[Client, str], Reference | None] = resolver.by_doi,
    ) -> None:
        self._client = client
        self._registered = registered

    def entry(self, source: str) -> Entry:
        """Return what the registries say of a work.

        Args:
            source: A DOI or an arXiv identifier, however it is written, or the address of either.

        Returns:
            The entry, which tells the problem if no registry knows the work.

        Raises:
            UsageError: The text is no identifier of either kind.
            RegistryError: No registry could answer.
        """
        if identifier := arxiv_id(source):
            return _entry(source, self._arxiv(identifier), "arXiv knows no such identifier.")
        if name := doi(source):
            found = self._registered(self._client, name)
            return _entry(source, found, "No such DOI is registered.")
        raise UsageError(
            f"'{source}' is no DOI, no arXiv identifier and no file that is there. Write a DOI "
            "such as 10.48550/arxiv.2307.15043, an identifier such as arXiv:2307.15043, or the "
            "name of a file that ends in .bib, .json or .ris."
        )

    def _arxiv(self, identifier: str) -> Reference | None:
        """Return what arXiv says, or DataCite, where arXiv registers its works, if it is silent."""
        try:
            return arxiv.by_identifier(self._client, identifier)
        except RegistryError as silent:
            try:
                found = datacite.by_doi(self._client, arxiv_doi(identifier))
            except OfflineError:
                raise silent from None
            except RegistryError as error:
                raise type(silent)(f"{silent}\n{error}") from error
            if found is None:
                raise
            return found


def _entry(source: str, found: Reference | None, unknown: str) -> Entry:
    if found is None:
        return Entry(source, problem=f"{unknown} Compare it with the page of the work.")
    return Entry(source, reference=found)
