"""What Apache's mod_rewrite does with a file of rules, as far as ours need it.

Understood are ``RewriteCond`` on the header Accept, with ``!``, and ``RewriteRule`` that redirects
(https://httpd.apache.org/docs/2.4/mod/mod_rewrite.html). In a folder, a pattern is held against the
address without the folder. Anything else in the file is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

_IGNORED = ("Options ", "Header always set ", "RewriteEngine on")
_RULE = re.compile(r"RewriteRule (?P<pattern>\S+) (?P<target>\S+) \[(?P<flags>[\w=,]+)\]")
_CONDITION = re.compile(r"RewriteCond %\{HTTP_ACCEPT\} (?P<not>!?)(?P<pattern>\S+)")
# What Apache leaves as it is in a redirect without the flag NE.
_SAFE = "$-_.+!*'(),:@&=/~;"


@dataclass(frozen=True)
class Redirect:
    """Where a request is sent, and with which status."""

    status: int
    address: str


@dataclass
class _Rule:
    pattern: re.Pattern[str]
    target: str
    flags: dict[str, str]
    conditions: list[tuple[bool, re.Pattern[str]]] = field(default_factory=list)

    def applies(self, accept: str) -> bool:
        return all(bool(each.search(accept)) == wanted for wanted, each in self.conditions)


class Rules:
    """The rules of a file.

    Args:
        file: The file, named ``.htaccess``.
    """

    def __init__(self, file: Path) -> None:
        self._rules = list(_read(file))

    def redirect(self, path: str, accept: str = "*/*") -> Redirect | None:
        """Return what becomes of a request for a decoded path below the folder of the file."""
        for rule in self._rules:
            found = rule.pattern.search(path)
            if found and rule.applies(accept):
                address = found.expand(re.sub(r"\$(\d)", r"\\g<\1>", rule.target))
                if "NE" not in rule.flags:
                    scheme, _, rest = address.partition("://")
                    escaped = quote(rest, safe=_SAFE)
                    # Apache writes the digits of escapes in small letters.
                    small = re.sub("%[0-9A-F]{2}", lambda escape: escape[0].lower(), escaped)
                    address = f"{scheme}://{small}"
                return Redirect(int(rule.flags["R"]), address)
        return None


def _read(file: Path) -> Iterator[_Rule]:
    conditions: list[tuple[bool, re.Pattern[str]]] = []
    for line in file.read_text("utf-8").splitlines():
        if not line or line.startswith(("#", *_IGNORED)):
            continue
        condition, rule = _CONDITION.fullmatch(line), _RULE.fullmatch(line)
        if condition:
            conditions.append((not condition["not"], re.compile(condition["pattern"])))
        else:
            assert rule, f"not understood: {line}"
            flags = dict(flag.partition("=")[::2] for flag in rule["flags"].split(","))
            assert set(flags) <= {"R", "L", "NE"}, line
            assert {"R", "L"} <= set(flags), line
            assert "%" not in rule["target"], line
            yield _Rule(re.compile(rule["pattern"]), rule["target"], flags, conditions)
            conditions = []
    assert not conditions
