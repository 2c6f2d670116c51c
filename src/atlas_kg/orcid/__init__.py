"""ORCID: who signs in, after OpenID Connect (authorization code flow with state, nonce, PKCE).

ORCID describes its side at https://info.orcid.org/documentation/, the protocol stands in OpenID
Connect Core 1.0, RFC 6749 and RFC 7636.
"""
