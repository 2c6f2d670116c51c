"""The map as it would be with a work that waits: a preview, which counts for nothing yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response

from atlas_kg.contribution_review import names
from atlas_kg.evidence import MapView
from atlas_kg.namespaces import ATLAS, thing
from atlas_kg.web.bench import Bench
from atlas_kg.web.comparison_page import ComparisonPage, publication_of
from atlas_kg.web.finding_places import from_root
from atlas_kg.web.problems import ProblemError
from atlas_kg.web.signing_in import SignIn

__all__ = ["PreviewPage"]

_TOLD = frozenset(
    str(ATLAS[name]) for name in ("counters", "appliedAgainst", "addresses", "implements")
)
"""The links that answer somebody's question; others are steps on the way to them."""


@dataclass(frozen=True)
class PreviewPage:
    """The page.

    Attributes:
        bench: The desk.
        sign_in: Who has signed in.
        comparison: The page of the codings, which says who may see them.
    """

    bench: Bench
    sign_in: SignIn
    comparison: ComparisonPage

    def show(self, request: Request) -> Response:
        """Show what would change with a work that waits."""
        session = self.sign_in.session(request)
        compared = self.comparison.found(publication_of(request), session)
        part = self.bench.part(compared.publication)
        if part is None:
            raise ProblemError(
                HTTPStatus.NOT_FOUND,
                "Nothing about this publication waits: the map shows it as it is.",
            )
        outlook = self.bench.outlook(part)
        site = self.bench.site()
        text = site.page(
            request,
            "preview.html",
            session=session,
            mark=session.mark() if session else "",
            publication=compared.publication,
            title=site.label(thing("publication", compared.publication).value),
            is_open=compared.is_open,
            part=part,
            outlook=outlook,
            findings=from_root(outlook.findings, site.graph.dataset.record_shapes),
            space=outlook.space,
            view=MapView(),
            inferred=_told(outlook.inferred),
            withdrawn=_told(outlook.withdrawn),
            may_publish=self.bench.may_publish(session),
            label=site.label,
        )
        return Response(text, media_type="text/html")


def _told(triples: Iterable[ox.Triple]) -> list[tuple[str, str, str]]:
    return [names(triple) for triple in triples if triple.predicate.value in _TOLD]
