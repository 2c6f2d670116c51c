"""Pages that can be had in several forms: by the header Accept, by suffix, or by ``format=``."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response

from atlas_kg.formats import GRAPH_FORMATS, serialize
from atlas_kg.web.negotiation import GRAPHS, HTML, Form, accepted, choose, content_type
from atlas_kg.web.problems import ProblemError, not_acceptable

__all__ = ["Alternate", "DataPage", "as_csv", "as_json", "graph_forms", "suffixed"]

Body = str | bytes


@dataclass(frozen=True)
class Alternate:
    """Another form of a page, and its address."""

    form: Form
    address: str


@dataclass(frozen=True)
class DataPage:
    """A page and its other forms.

    Attributes:
        html: Renders the page; is given its other forms, to name them.
        data: Renders the other forms.
        address: Where each of them is.
    """

    html: Callable[[Sequence[Alternate]], Body]
    data: Mapping[Form, Callable[[], Body]]
    address: Callable[[Form], str]

    def respond(self, request: Request, form: Form | None = None) -> Response:
        """Answer a request in the form that it prefers.

        Args:
            request: The request.
            form: The form that its path names, if it names one.

        Raises:
            ProblemError: It prefers none of the forms there are, or its path names another one.
        """
        if form and form not in self.data:
            raise self._unknown()
        offers = (HTML, *self.data)
        chosen = form or self._named(request, offers)
        chosen = chosen or choose(accepted(request.headers), offers)
        if chosen is None:
            raise not_acceptable(offers)
        alternates = tuple(Alternate(form, self.address(form)) for form in self.data)
        body = self.html(alternates) if chosen is HTML else self.data[chosen]()
        others = (other for other in alternates if other.form is not chosen)
        headers = {
            "Vary": "Accept",
            "Link": ", ".join(
                f'<{other.address}>; rel="alternate"; type="{other.form.media_type}"'
                for other in others
            ),
        }
        if chosen is not HTML:
            headers["Access-Control-Allow-Origin"] = "*"
        return Response(body, headers=headers, media_type=content_type(chosen))

    def download(self, request: Request, name: str) -> Response:
        """Answer a request whose path names the form by its suffix.

        Args:
            request: The request.
            name: The suffix.

        Raises:
            ProblemError: There is no such form.
        """
        for form in self.data:
            if form.name == name:
                return self.respond(request, form)
        raise self._unknown()

    def _unknown(self) -> ProblemError:
        known = ", ".join(self.address(form) for form in self.data)
        return ProblemError(HTTPStatus.NOT_FOUND, f"This can be had as {known}.")

    def _named(self, request: Request, offers: tuple[Form, ...]) -> Form | None:
        name = request.query_params.get("format")
        if name is None:
            return None
        for form in offers:
            if form.name == name:
                return form
        known = ", ".join(form.name for form in offers)
        raise ProblemError(
            HTTPStatus.BAD_REQUEST,
            f"There is no format '{name}' of this page. Choose one of {known}.",
        )


def suffixed(path: str) -> Callable[[Form], str]:
    """Return how the forms of a page are addressed whose path takes suffixes."""
    return lambda form: f"{path}.{form.name}"


def graph_forms(
    triples: Callable[[], Iterable[ox.Triple | ox.Quad]],
) -> dict[Form, Callable[[], Body]]:
    """Return the forms of a page whose data are triples."""

    def renderer(form: Form) -> Callable[[], Body]:
        return lambda: serialize(triples(), GRAPH_FORMATS[form.name])

    return {form: renderer(form) for form in GRAPHS}


def as_json(value: object) -> str:
    """Return a value as a JSON document."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return rows as CSV (RFC 4180)."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()
