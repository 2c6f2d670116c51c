"""Small answers in the formats of the registries, after the examples of their documentation.

Facts only, and few of them: the works are those that the pages describe.
"""

from __future__ import annotations

import json

CSL = json.dumps(
    {
        "type": "journal-article",
        "DOI": "10.1126/science.169.3946.635",
        "title": "The Structure of Ordinary Water",
        "container-title": "Science",
        "author": [{"given": "Henry S.", "family": "Frank"}],
        "issued": {"date-parts": [[1970, 8, 14]]},
        "volume": "169",
        "issue": "3946",
        "page": "635-641",
        "URL": "http://dx.doi.org/10.1126/science.169.3946.635",
    }
).encode()
"""The DOI that https://citation.doi.org/docs.html takes as its example."""

CROSSREF = {
    "DOI": "10.1126/science.169.3946.635",
    "type": "journal-article",
    "title": ["The Structure of Ordinary Water"],
    "container-title": ["Science"],
    "author": [{"given": "Henry S.", "family": "Frank", "affiliation": []}],
    "issued": {"date-parts": [[1970, 8, 14]]},
    "volume": "169",
    "issue": "3946",
    "page": "635-641",
}
"""The fields of https://github.com/CrossRef/rest-api-doc/blob/master/api_format.md."""

DATACITE = {
    "id": "10.5438/0012",
    "type": "dois",
    "attributes": {
        "doi": "10.5438/0012",
        "creators": [{"name": "DataCite Metadata Working Group"}],
        "titles": [
            {
                "title": "DataCite Metadata Schema Documentation for the Publication and Citation "
                "of Research Data v4.0"
            }
        ],
        "publisher": "DataCite e.V.",
        "container": {},
        "publicationYear": 2016,
        "types": {"resourceTypeGeneral": "Text"},
        "url": "https://schema.datacite.org/meta/kernel-4.0/index.html",
    },
}
"""The example of https://support.datacite.org/docs/api-get-doi."""

_FEED = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom">
  <title>ArXiv Query: id_list=hep-ex/0307015</title>
  <id>http://arxiv.org/api/cHxbiOdZaP56ODnBPIenZhzg5f8</id>
  <entry>{entry}</entry>
</feed>"""

ATOM = _FEED.format(
    entry="""
    <id>http://arxiv.org/abs/hep-ex/0307015v1</id>
    <published>2003-07-07T13:46:39-04:00</published>
    <updated>2003-07-07T13:46:39-04:00</updated>
    <title>Multi-Electron Production at High Transverse Momenta in ep
      Collisions at HERA</title>
    <author><name>H1 Collaboration</name></author>
    <arxiv:doi>10.1140/epjc/s2003-01326-x</arxiv:doi>"""
).encode()
"""The example of https://info.arxiv.org/help/api/user-manual.html."""

ATOM_ERROR = _FEED.format(
    entry="""
    <id>http://arxiv.org/api/errors#incorrect_id_format_for_1234.12345</id>
    <title>Error</title>
    <summary>incorrect id format for 1234.12345</summary>"""
).encode()
"""An error as section 3.4 of that manual tells it."""
