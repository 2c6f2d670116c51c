"""Contributing a record: a form for each kind, which tells what is wrong and what would follow.

Nothing is kept on the server: who contributes takes the file along.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from http import HTTPStatus

import pyoxigraph as ox
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from atlas_kg.contribution import Contribution, contributable, form_fields
from atlas_kg.contribution_review import Review, Reviewer, names
from atlas_kg.namespaces import SKOS
from atlas_kg.record_shapes import RecordShape
from atlas_kg.web.contribution_form import controls, gathered
from atlas_kg.web.data_page import Alternate, DataPage, as_json, suffixed
from atlas_kg.web.finding_places import from_root
from atlas_kg.web.negotiation import (
    HTML,
    JSON,
    YAML,
    Form,
    accepted,
    choose,
    content_type,
    split_suffix,
)
from atlas_kg.web.problems import ProblemError, not_acceptable
from atlas_kg.web.request_body import FORM, form_pairs, media_type_of, read_body
from atlas_kg.web.site import Site

__all__ = ["contribution_routes"]

_DEFINITION = ox.NamedNode(str(SKOS.definition))
_MOST_FIELDS = 1_000
_OFFERS = (HTML, JSON, YAML)


def contribution_routes(site: Site) -> list[Route]:
    """Return the routes of the contributions."""
    reviewer = Reviewer(site.graph)

    def show_kinds(request: Request) -> Response:
        return _kinds_page(site, request).respond(request)

    def show_form(request: Request) -> Response:
        shape, form = _kind(site, request)
        response = _form_page(site, request, shape).respond(request, form)
        # While somebody fills the form in, there is time for what its first check needs.
        response.background = BackgroundTask(reviewer.prepare)
        return response

    async def answer_form(request: Request) -> Response:
        # One route, so that an answer to other methods names all that there are.
        if request.method == "POST":
            return await review(request)
        return await run_in_threadpool(show_form, request)

    async def review(request: Request) -> Response:
        shape, form = _kind(site, request)
        chosen = form or choose(accepted(request.headers), _OFFERS)
        if chosen is None:
            raise not_acceptable(_OFFERS)
        contribution = Contribution(shape, await _values(request, site.settings.max_body))
        found = await run_in_threadpool(reviewer.review, contribution)
        found = replace(found, findings=from_root(found.findings, site.graph.dataset.record_shapes))
        return _answer(site, request, found, chosen)

    return [
        Route("/contribute", show_kinds),
        Route("/contribute/{kind}", answer_form, methods=["GET", "POST"]),
    ]


def _kind(site: Site, request: Request) -> tuple[RecordShape, Form | None]:
    name, form = split_suffix(request.path_params["kind"], (JSON, YAML))
    shapes = {shape.kind: shape for shape in contributable(site.graph.dataset.record_shapes)}
    if name not in shapes:
        known = ", ".join(shapes)
        detail = f"There is no form for a record of the kind '{name}'. The kinds are {known}."
        raise ProblemError(HTTPStatus.NOT_FOUND, detail)
    return shapes[name], form


async def _values(request: Request, max_body: int) -> dict[str, tuple[str, ...]]:
    # Browsers say where a form comes from; others have no visitor whom they could mislead.
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise ProblemError(HTTPStatus.FORBIDDEN, "Send contributions from the form of this site.")
    media_type, charset = media_type_of(request)
    if media_type != FORM or charset not in ("", "utf-8", "utf8"):
        raise ProblemError(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            f"Send a record by POST as {FORM}, in UTF-8.",
            headers={"Accept-Post": FORM},
        )
    body = await read_body(request, max_body)
    if body.count(b"&") >= _MOST_FIELDS:
        raise ProblemError(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            f"A form may have {_MOST_FIELDS:,} entries at most. Edit such a file in an editor.",
        )
    return gathered(form_pairs(body))


def _kinds_page(site: Site, request: Request) -> DataPage:
    shapes = contributable(site.graph.dataset.record_shapes)

    def html(alternates: Sequence[Alternate]) -> str:
        return site.page(
            request,
            "contribute.html",
            kinds=[(shape, _definition(site, shape)) for shape in shapes],
            alternates=alternates,
        )

    def as_object() -> str:
        return as_json(
            [
                {
                    "kind": shape.kind,
                    "label": shape.label,
                    "description": _definition(site, shape),
                    "form": f"/contribute/{shape.kind}",
                }
                for shape in shapes
            ]
        )

    return DataPage(html, {JSON: as_object}, lambda form: f"/contribute?format={form.name}")


def _definition(site: Site, shape: RecordShape) -> str:
    kind = ox.NamedNode(shape.target_class)
    found = site.graph.store.quads_for_pattern(kind, _DEFINITION, None, None)
    return next((quad.object.value for quad in found if isinstance(quad.object, ox.Literal)), "")


def _form_page(site: Site, request: Request, shape: RecordShape) -> DataPage:
    # Links may fill in what they know already, such as the phase of a gap.
    given = gathered(form_pairs(request.scope["query_string"]))
    known = {name: values for name, values in given.items() if name in form_fields(shape)}

    def html(alternates: Sequence[Alternate]) -> str:
        return _rendered(site, request, Contribution(shape, known), None, alternates)

    def as_object() -> str:
        return as_json(
            {"kind": shape.kind, "label": shape.label, "fields": _described(site, shape)}
        )

    return DataPage(html, {JSON: as_object}, suffixed(f"/contribute/{shape.kind}"))


def _described(site: Site, shape: RecordShape) -> list[dict[str, object]]:
    return [
        {
            "name": control.name,
            "required": control.field.required,
            "many": control.field.many,
            "help": control.field.help,
            "advice": control.field.advice,
            "words": [option.word for option in control.options],
        }
        for control in controls(site, Contribution(shape, {}), None)
    ]


def _answer(site: Site, request: Request, review: Review, form: Form) -> Response:
    headers = {"Vary": "Accept"}
    status = HTTPStatus.OK
    if form is YAML and not review.is_accepted:
        form = choose(accepted(request.headers), (JSON, HTML)) or JSON
    if form is HTML:
        # To a browser another status is a page that failed to load; this one is what was asked.
        body = _rendered(site, request, review.contribution, review, ())
    elif form is JSON:
        body = as_json(review.as_json())
        status = HTTPStatus.OK if review.is_accepted else HTTPStatus.UNPROCESSABLE_ENTITY
    else:
        body = review.text or ""
        name = review.contribution.path.name
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return Response(body, status, headers=headers, media_type=content_type(form))


def _rendered(
    site: Site,
    request: Request,
    contribution: Contribution,
    review: Review | None,
    alternates: Sequence[Alternate],
) -> str:
    return site.page(
        request,
        "contribution.html",
        shape=contribution.shape,
        article="an" if contribution.shape.label.startswith(tuple("AEIOU")) else "a",
        definition=_definition(site, contribution.shape),
        controls=controls(site, contribution, review),
        review=review,
        inferred=[names(triple) for triple in review.inferred] if review else [],
        withdrawn=[names(triple) for triple in review.withdrawn] if review else [],
        alternates=alternates,
    )
