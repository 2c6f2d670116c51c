"""A registry as the client needs to know it: where it is and how often it may be asked."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from atlas_kg.errors import UsageError

__all__ = ["Registry"]


@dataclass(frozen=True)
class Registry:
    """A registry that answers over HTTP.

    Attributes:
        name: Its name in the names of settings.
        label: Its name for people.
        base: The address below which it answers.
        interval: The least seconds between two requests that it asks for.
        key_parameter: The parameter that carries the key of whoever asks, if it knows keys so.
        key_header: The header that carries the key, if it knows keys so.
    """

    name: str
    label: str
    base: str
    interval: float
    key_parameter: str = ""
    key_header: str = ""

    @property
    def setting(self) -> str:
        """The environment variable that names another address, such as that of a mirror."""
        return f"ATLAS_KG_{self.name.upper()}_URL"

    @property
    def key_setting(self) -> str:
        """The environment variable that holds the key of whoever asks."""
        return f"ATLAS_KG_{self.name.upper()}_KEY"

    def address(self, environment: Mapping[str, str] = os.environ) -> str:
        """Return the address to ask, without a slash at its end.

        Args:
            environment: The settings.

        Raises:
            UsageError: The setting is no web address.
        """
        base = environment.get(self.setting) or self.base
        if not base.startswith(("http://", "https://")):
            raise UsageError(
                f"{self.setting} is '{base}', which is no web address. Write one that begins with "
                f"https:// or http://, or leave it out to ask {self.base}."
            )
        return base.rstrip("/")

    def credentials(
        self, environment: Mapping[str, str] = os.environ
    ) -> tuple[Mapping[str, str], Mapping[str, str]]:
        """Return the parameters and the headers that carry the key of whoever asks, if any.

        Args:
            environment: The settings; `key_setting` names that which holds the key.
        """
        key = environment.get(self.key_setting, "").strip()
        parameters = {self.key_parameter: key} if key and self.key_parameter else {}
        headers = {self.key_header: key} if key and self.key_header else {}
        return parameters, headers
