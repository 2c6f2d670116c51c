"""A SPARQL 1.1 store elsewhere as the keeper of the data: queries and changes are passed on."""

from atlas_kg.relay.credentials import Credentials, found_credentials
from atlas_kg.relay.endpoints import Endpoints
from atlas_kg.relay.loading import Fullness, fill
from atlas_kg.relay.opening import open_relay
from atlas_kg.relay.patient import PatientStore
from atlas_kg.relay.relay import Relay

__all__ = [
    "Credentials",
    "Endpoints",
    "Fullness",
    "PatientStore",
    "Relay",
    "fill",
    "found_credentials",
    "open_relay",
]
