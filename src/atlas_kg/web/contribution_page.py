"""Contributing a record: a form for each kind, which tells what is wrong and what would follow.

Nothing is kept on the server: who contributes takes the file along.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
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
from atlas_kg.web.contribution_form import controls, gathered, with_id
from atlas_kg.web.data_page import Alternate, DataPage, as_json, suffixed
from atlas_kg.web.finding_places import from_root
from atlas_kg.web.form_wording import as_in_a_form
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

__all__ = [
    "Forms",
    "Writing",
    "contribution_routes",
    "definition_of",
    "form_values",
    "kind_of",
    "kinds_page",
    "rendered",
]

_DEFINITION = ox.NamedNode(str(SKOS.definition))
_MOST_FIELDS = 1_000
_AT_A_DESK = ("work", "sign-in", "introduction", "publish")
"""Pages that a reader of the manual looks for, and that a desk alone has."""
_OFFERS = (HTML, JSON, YAML)


@dataclass(frozen=True)
class Writing:
    """What a form has for somebody who has signed in.

    Attributes:
        owner: Who that is.
        mark: The mark of the form.
        draft: The name of the draft that is filled in, and the mark of its state; empty for a new
            one.
        stored: That mark.
        hidden: The fields that are not for them to fill in.
        told: What was done.
        problem: What went wrong.
        is_statement: Whether the record is a statement, which is handed in with others.
        may_hand_in: Whether the record can be handed in.
    """

    owner: str
    mark: str
    draft: str = ""
    stored: str = ""
    hidden: frozenset[str] = frozenset()
    told: str = ""
    problem: str = ""
    is_statement: bool = False
    may_hand_in: bool = True


@dataclass(frozen=True)
class Forms:
    """The forms, which check what is filled in and keep nothing.

    Attributes:
        site: The site.
        reviewer: What checks.
        desk: Whether a desk takes what is filled in from those who sign in.
    """

    site: Site
    reviewer: Reviewer
    desk: bool = False

    def show_kinds(self, request: Request) -> Response:
        """Show which kinds of record there are."""
        return kinds_page(self.site, request).respond(request)

    def show(self, request: Request) -> Response:
        """Show the form for a kind of record."""
        shape, form = kind_of(self.site, request)
        response = form_page(self.site, request, shape, desk=self.desk).respond(request, form)
        # While somebody fills the form in, there is time for what its first check needs.
        response.background = BackgroundTask(self.reviewer.prepare)
        return response

    async def review(
        self, request: Request, values: Mapping[str, tuple[str, ...]] | None = None
    ) -> Response:
        """Say what is wrong with what was filled in.

        Args:
            request: What brings it.
            values: What was filled in, if it has been read already.
        """
        site = self.site
        shape, form = kind_of(site, request)
        chosen = form or choose(accepted(request.headers), _OFFERS)
        if chosen is None:
            raise not_acceptable(_OFFERS)
        if values is None:
            values = await form_values(request, site.settings.max_body)
        contribution = Contribution(shape, with_id(site, shape, values))
        found = await run_in_threadpool(self.reviewer.review, contribution)
        found = replace(found, findings=from_root(found.findings, site.graph.dataset.record_shapes))
        return answer(site, request, Contribution(shape, values), found, chosen, desk=self.desk)


def contribution_routes(site: Site) -> list[Route]:
    """Return the routes of the contributions, where nothing is kept."""
    forms = Forms(site, Reviewer(site.graph))

    async def answer_form(request: Request) -> Response:
        # One route, so that an answer to other methods names all that there are.
        if request.method == "POST":
            return await forms.review(request)
        return await run_in_threadpool(forms.show, request)

    return [
        Route("/contribute", forms.show_kinds),
        Route("/contribute/{kind}", answer_form, methods=["GET", "POST"]),
    ]


def kind_of(site: Site, request: Request) -> tuple[RecordShape, Form | None]:
    """Return the kind of record that an address names, and the form that its suffix asks for.

    Raises:
        ProblemError: There is no such kind.
    """
    name, form = split_suffix(request.path_params["kind"], (JSON, YAML))
    shapes = {shape.kind: shape for shape in contributable(site.graph.dataset.record_shapes)}
    if name in _AT_A_DESK and site.settings.desk is None:
        detail = (
            f"/contribute/{name} needs a desk, which this server does not have. Whoever runs it "
            "starts it with 'atlas-kg serve --desk FOLDER --tokens FILE'. Without a desk, "
            "/contribute has the forms, whose files you take along."
        )
        raise ProblemError(HTTPStatus.NOT_FOUND, detail)
    if name not in shapes:
        known = ", ".join(shapes)
        detail = f"There is no form for a record of the kind '{name}'. The kinds are {known}."
        raise ProblemError(HTTPStatus.NOT_FOUND, detail)
    return shapes[name], form


async def form_values(request: Request, max_body: int) -> dict[str, tuple[str, ...]]:
    """Return what a form brings, by name.

    Raises:
        ProblemError: Another site sends it, it is no form, or it is too large.
    """
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


def kinds_page(
    site: Site, request: Request, template: str = "contribute.html", **shown: object
) -> DataPage:
    """Return the page of the kinds of record.

    Args:
        site: The site.
        request: What asks for it.
        template: The name of its template.
        shown: What the template shows besides.
    """
    shapes = contributable(site.graph.dataset.record_shapes)

    def html(alternates: Sequence[Alternate]) -> str:
        return site.page(
            request,
            template,
            **shown,
            kinds=[(shape, definition_of(site, shape)) for shape in shapes],
            alternates=alternates,
        )

    def as_object() -> str:
        return as_json(
            [
                {
                    "kind": shape.kind,
                    "label": shape.label,
                    "description": definition_of(site, shape),
                    "form": f"/contribute/{shape.kind}",
                }
                for shape in shapes
            ]
        )

    return DataPage(html, {JSON: as_object}, lambda form: f"/contribute?format={form.name}")


def definition_of(site: Site, shape: RecordShape) -> str:
    """Return what a kind of record is, after the ontology."""
    kind = ox.NamedNode(shape.target_class)
    found = site.graph.store.quads_for_pattern(kind, _DEFINITION, None, None)
    return next((quad.object.value for quad in found if isinstance(quad.object, ox.Literal)), "")


def form_page(site: Site, request: Request, shape: RecordShape, *, desk: bool) -> DataPage:
    # Links may fill in what they know already, such as the phase of a gap.
    given = gathered(form_pairs(request.scope["query_string"]))
    known = {name: values for name, values in given.items() if name in form_fields(shape)}

    def html(alternates: Sequence[Alternate]) -> str:
        return rendered(site, request, Contribution(shape, known), None, alternates, desk=desk)

    def as_object() -> str:
        return as_json(
            {"kind": shape.kind, "label": shape.label, "fields": _described(site, shape)}
        )

    return DataPage(html, {JSON: as_object}, suffixed(f"/contribute/{shape.kind}"))


def _described(site: Site, shape: RecordShape) -> list[dict[str, object]]:
    return [
        {
            "name": control.name,
            "required": control.required,
            "many": control.field.many,
            "help": control.field.help,
            "advice": control.field.advice,
            "words": [option.word for option in control.options],
        }
        for control in controls(site, Contribution(shape, {}), None)
    ]


def answer(  # noqa: PLR0913 - what is shown, and to whom
    site: Site, request: Request, typed: Contribution, review: Review, form: Form, *, desk: bool
) -> Response:
    headers = {"Vary": "Accept"}
    status = HTTPStatus.OK
    if form is YAML and not review.is_accepted:
        form = choose(accepted(request.headers), (JSON, HTML)) or JSON
    if form is HTML:
        # To a browser another status is a page that failed to load; this one is what was asked.
        body = rendered(site, request, typed, review, (), desk=desk)
    elif form is JSON:
        body = as_json(review.as_json())
        status = HTTPStatus.OK if review.is_accepted else HTTPStatus.UNPROCESSABLE_ENTITY
    else:
        body = review.text or ""
        name = review.contribution.path.name
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return Response(body, status, headers=headers, media_type=content_type(form))


def rendered(  # noqa: PLR0913 - what is shown, and to whom
    site: Site,
    request: Request,
    contribution: Contribution,
    review: Review | None,
    alternates: Sequence[Alternate] = (),
    *,
    desk: bool = False,
    writing: Writing | None = None,
) -> str:
    """Return the page with the form for a record.

    Args:
        site: The site.
        request: What asks for it.
        contribution: What was filled in.
        review: What is wrong with it, if it has been looked at.
        alternates: The other forms of the page.
        desk: Whether a desk takes it from those who sign in.
        writing: What the form has for somebody who has signed in.
    """
    hidden = writing.hidden if writing else frozenset()
    if review:
        fields = form_fields(contribution.shape)
        found = (as_in_a_form(each, fields, is_below_help=True) for each in review.findings)
        review = replace(review, findings=tuple(found))
    return site.page(
        request,
        "contribution.html",
        shape=contribution.shape,
        article="an" if contribution.shape.label.startswith(tuple("AEIOU")) else "a",
        definition=definition_of(site, contribution.shape),
        controls=[c for c in controls(site, contribution, review) if c.name not in hidden],
        desk=desk,
        writing=writing,
        review=review,
        inferred=[names(triple) for triple in review.inferred] if review else [],
        withdrawn=[names(triple) for triple in review.withdrawn] if review else [],
        alternates=alternates,
    )
