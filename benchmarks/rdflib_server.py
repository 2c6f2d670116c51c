"""The package rdflib-endpoint over a file of N-Quads, with the store that it takes by default.

Its own command listens with an access log, which no other server here writes.
"""

from __future__ import annotations

import sys

import uvicorn
from rdflib import Dataset
from rdflib_endpoint import SparqlEndpoint

__all__ = ["main"]


def main() -> None:
    """Serve the file named first at the port named second."""
    graph = Dataset(default_union=True)
    graph.parse(sys.argv[1], format="nquads")
    app = SparqlEndpoint(graph=graph, path="/")
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[2]), log_level="warning")


if __name__ == "__main__":
    main()
