"""Registries of scholarly works, asked politely over HTTP."""

from atlas_kg.registries.answer import Answer
from atlas_kg.registries.cache import Cache, default_cache
from atlas_kg.registries.client import Client, Patience
from atlas_kg.registries.failures import (
    OfflineError,
    RefusedError,
    RegistryError,
    UnreachableError,
    UnreadableAnswerError,
)
from atlas_kg.registries.registry import Registry

__all__ = [
    "Answer",
    "Cache",
    "Client",
    "OfflineError",
    "Patience",
    "RefusedError",
    "Registry",
    "RegistryError",
    "UnreachableError",
    "UnreadableAnswerError",
    "default_cache",
]
