"""Dictionary encoding: RDF terms as integers, which joins compare and sort at the speed of arrays.

The dictionary knows a term by its N-Triples text, so that what is read and written as text needs no
object for each term.
"""

from __future__ import annotations

from typing import cast

import numpy as np
import numpy.typing as npt
import pyoxigraph as ox

__all__ = ["Dictionary", "Ids"]

Ids = npt.NDArray[np.int64]

_PLAIN = {
    "http://www.w3.org/2001/XMLSchema#string",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString",
}
_ANY = ox.NamedNode("urn:any")


class Dictionary(dict[str, int]):
    """The number of each term, by its N-Triples text; asking for a new term gives it a number.

    Literals that the embedded store takes for one, such as "01" and "1" as integers, are one here.
    """

    def __init__(self) -> None:
        super().__init__()
        self._spellings: dict[str, int] = {}

    def __missing__(self, text: str) -> int:
        """Number a term that was not seen before."""
        if text.startswith(("<", "_")):
            number = self[text] = len(self)
            return number
        if text not in self._spellings:
            self._spellings[text] = self.setdefault(_canonical(text), len(self))
        return self._spellings[text]

    def encode(self, texts: list[str]) -> Ids:
        """Return the numbers of terms."""
        return np.fromiter(map(self.__getitem__, texts), np.int64, len(texts))

    def starting_with(self, *signs: str) -> npt.NDArray[np.bool_]:
        """Tell of each number whether the text of its term starts with one of some signs."""
        return np.fromiter((text.startswith(signs) for text in self), np.bool_, len(self))


def _parsed(text: str) -> ox.Literal:
    # The TSV results of SPARQL hold single terms, in a syntax that includes that of N-Triples.
    rows = ox.parse_query_results(f"?x\n{text}\n".encode(), format=ox.QueryResultsFormat.TSV)
    (row,) = cast("ox.QuerySolutions", rows)
    return cast("ox.Literal", row[0])


def _canonical(text: str) -> str:
    term = _parsed(text)
    if term.datatype.value in _PLAIN:
        return str(term)
    store = ox.Store()
    store.add(ox.Quad(_ANY, _ANY, term))
    (quad,) = store
    return str(quad.object)
