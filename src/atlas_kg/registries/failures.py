"""What can fail when a registry is asked.

AtlasError
└── RegistryError             the registry gave no answer that can be used
    ├── OfflineError          nothing may be asked, and no earlier answer is kept
    ├── RefusedError          the registry does not answer whoever asks
    ├── UnreachableError      the network or the registry does not answer
    └── UnreadableAnswerError what came is not what the registry promises
"""

from __future__ import annotations

from atlas_kg.errors import AtlasError

__all__ = [
    "OfflineError",
    "RefusedError",
    "RegistryError",
    "UnreachableError",
    "UnreadableAnswerError",
]


class RegistryError(AtlasError):
    """A registry gave no answer that can be used."""


class OfflineError(RegistryError):
    """Nothing may be asked, and no earlier answer is kept."""


class RefusedError(RegistryError):
    """The registry does not answer whoever asks: asked too often, or with a key that is wrong."""


class UnreachableError(RegistryError):
    """The network or the registry does not answer, also after some patience."""


class UnreadableAnswerError(RegistryError):
    """What came is not what the registry promises."""
