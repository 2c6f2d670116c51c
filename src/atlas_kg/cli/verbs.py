"""The verbs by name, each imported when it is called for: most need only a part of the software."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping, MutableMapping

import click

__all__ = ["VERBS", "Verbs"]

VERBS = {
    "adjudicate": "adjudication:adjudicate_command",
    "agree": "coder_agreement:agree_command",
    "backup": "backup:backup_command",
    "diff": "history:diff_command",
    "coder": "records:coder_command",
    "docs": "documentation:docs_command",
    "explain": "inference:explain_command",
    "export": "publishing:export_command",
    "format": "sources:format_command",
    "link": "linking:link_command",
    "map": "answers:map_command",
    "new": "bibliography:new_command",
    "plan": "plan:plan_command",
    "propose": "coding:propose_command",
    "prisma": "screening:prisma_command",
    "query": "answers:query_command",
    "reason": "inference:reason_command",
    "restore": "backup:restore_command",
    "schemas": "sources:schemas_command",
    "screen": "screening:screen_command",
    "serve": "serving:serve_command",
    "solution": "records:solution_command",
    "token": "tokens:token_command",
    "validate": "sources:validate_command",
    "why-not": "inference:why_not_command",
}
"""By name, the module below ``atlas_kg.cli`` and the function in it."""


class Verbs(MutableMapping[str, click.Command]):
    """Commands by name, as click wants them, imported one by one.

    Args:
        places: By name, ``module:function``.
    """

    def __init__(self, places: Mapping[str, str]) -> None:
        self._places = dict(places)
        self._imported: dict[str, click.Command] = {}

    def __getitem__(self, name: str) -> click.Command:
        if name not in self._imported:
            module, _, function = self._places[name].partition(":")
            found = importlib.import_module(f"atlas_kg.cli.{module}")
            self._imported[name] = getattr(found, function)
        return self._imported[name]

    def __setitem__(self, name: str, command: click.Command) -> None:
        self._places[name] = ""
        self._imported[name] = command

    def __delitem__(self, name: str) -> None:
        del self._places[name]
        self._imported.pop(name, None)

    def __contains__(self, name: object) -> bool:
        return name in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)
