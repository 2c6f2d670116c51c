"""Nanopublications signed with a key that the user gives.

The library ``nanopub`` signs and makes the trusty IRIs, which hold a hash of the content, so that
whoever has the name can tell whether somebody changed what it names (T. Kuhn, M. Dumontier: Trusty
URIs, ESWC 2014). It comes with the extra ``nanopub`` alone, since only those who sign need it.
"""

from __future__ import annotations

import base64
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
from rdflib import ConjunctiveGraph, Graph

from atlas_kg.errors import UsageError
from atlas_kg.namespaces import DCTERMS, NPX, THING, expand
from atlas_kg.nanopublications.composition import Nanopublication

if TYPE_CHECKING:
    from nanopub.nanopub_conf import NanopubConf

__all__ = ["SigningKey", "read_key", "signed"]

_UNSIGNED = f"{THING}nanopublication/"
"""What stands for the name while it is not known; the hash of the content is put behind it."""

_ORCID = "https://orcid.org/"


@dataclass(frozen=True)
class SigningKey:
    """A private key with what the library needs to sign.

    Attributes:
        conf: The configuration of the library, which holds the key; it is never shown.
        signer: Who signs, by IRI; None where nobody is named.
    """

    conf: NanopubConf = field(repr=False)
    signer: ox.NamedNode | None


def read_key(file: Path, signer: str | None = None) -> SigningKey:
    """Read the private key with which to sign.

    Args:
        file: An RSA key: as the library ``nanopub`` keeps it (PKCS #8 in Base64, on one line), or
            in PEM.
        signer: Who signs: an ORCID iD, or an IRI.

    Raises:
        UsageError: The library is not installed, the file holds no private RSA key that can be
            read, or the signer is neither.
    """
    who = _signer(signer) if signer else None
    try:
        from Crypto.PublicKey import RSA  # noqa: PLC0415
        from nanopub.nanopub_conf import NanopubConf  # noqa: PLC0415
        from nanopub.profile import Profile  # noqa: PLC0415
    except ImportError as error:
        raise UsageError(
            "Signing needs the library nanopub, which is not installed. Install it with "
            "pip install 'atlas-kg[nanopub]', or leave --sign out."
        ) from error
    try:
        text = file.read_text("ascii").strip()
    except OSError as error:
        raise UsageError(
            f"{file} cannot be read: {error.strerror}. Name the file of a private RSA key."
        ) from error
    except UnicodeDecodeError:
        text = ""
    try:
        key = RSA.import_key(text if text.startswith("-----BEGIN") else base64.b64decode(text))
        private = key.has_private()
    # What it met could repeat a part of the key, so it is not told.
    except (ValueError, IndexError, TypeError):
        private = False
    if not private:
        raise UsageError(
            f"{file} holds no private RSA key that can be read. Name the file id_rsa that "
            "'np setup' of the library nanopub made, or a key in PEM without a password."
        )
    plain = base64.b64encode(key.export_key("DER", pkcs=8)).decode("ascii")
    profile = Profile(orcid_id=who.value if who else "", name="", private_key=plain)
    return SigningKey(NanopubConf(profile=profile), who)


def _signer(name: str) -> ox.NamedNode:
    digits = name.replace("-", "")
    # An ORCID iD has sixteen digits, of which the last may be X.
    if len(digits) == 16 and digits[:-1].isdigit():  # noqa: PLR2004
        return ox.NamedNode(_ORCID + name)
    try:
        return ox.NamedNode(expand(name))
    except UsageError as error:
        raise UsageError(
            f"'{name}' is neither an ORCID iD nor an IRI. Write the signer as "
            "0000-0002-1825-0097 or as https://example.org/jane."
        ) from error


def signed(nanopublication: Nanopublication, key: SigningKey) -> Iterator[ox.Quad]:
    """Yield the four graphs of a nanopublication, signed and under its trusty IRI.

    Args:
        nanopublication: What to sign.
        key: With what, and who signs.
    """
    from nanopub.nanopub import Nanopub  # noqa: PLC0415

    quads = [*nanopublication.quads(_UNSIGNED, _UNSIGNED), *_signer_quads(key)]
    with warnings.catch_warnings():
        # The library uses names of rdflib that rdflib is about to give up.
        warnings.simplefilter("ignore", DeprecationWarning)
        graph = ConjunctiveGraph()
        # Read by rdflib, literals get the form in which it reads them again; the hash is of that.
        text = ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""
        graph.parse(data=text, format="nquads")
        made = Nanopub(rdf=graph, conf=key.conf)
        made.sign()
        for part in (made.head, made.assertion, made.provenance, made.pubinfo):
            yield from _quads(part)


def _signer_quads(key: SigningKey) -> Iterator[ox.Quad]:
    """Yield who signs: of the signature, and as the creator of the nanopublication."""
    if key.signer:
        graph = ox.NamedNode(f"{_UNSIGNED}pubinfo")
        signature, own = ox.NamedNode(f"{_UNSIGNED}sig"), ox.NamedNode(_UNSIGNED)
        yield ox.Quad(signature, ox.NamedNode(str(NPX.signedBy)), key.signer, graph)
        yield ox.Quad(own, ox.NamedNode(str(DCTERMS.creator)), key.signer, graph)


def _quads(graph: Graph) -> list[ox.Quad]:
    name = ox.NamedNode(str(graph.identifier))
    text = graph.serialize(format="nt", encoding="utf-8")
    found = ox.parse(text, format=ox.RdfFormat.N_TRIPLES)
    return sorted(
        (ox.Quad(quad.subject, quad.predicate, quad.object, name) for quad in found), key=str
    )
