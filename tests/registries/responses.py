"""Small answers in the formats of the registries, after the examples of their documentation.

Facts only, and few of them: the works are those that the pages describe.
"""

from __future__ import annotations

import json

CSL = json.dumps(
    {
        "volume": "169",
        "issue": "3946",
        "DOI": "10.1126/science.169.3946.635",
        "URL": "http://dx.doi.org/10.1126/science.169.3946.635",
        "title": "The Structure of Ordinary Water: New data and interpretations are \n           "
        "yielding new insights into this fascinating substance",
        "container-title": "Science",
        "publisher": "American Association for the Advancement of Science AAAS (Science)",
        "issued": {"date-parts": [[1970, 8, 14]]},
        "author": [{"family": "Frank", "given": "H. S."}],
        "editor": [],
        "page": "635-641",
        "type": "article-journal",
    }
).encode()
"""The example of https://project-thor.readme.io/docs/accessing-doi-metadata.

https://citation.doi.org/docs.html takes the same DOI as its example, and shows no JSON.
"""

CROSSREF = {
    "DOI": "10.1126/science.169.3946.635",
    "type": "journal-article",
    "title": ["The Structure of Ordinary Water"],
    "container-title": ["Science"],
    "author": [
        {
            "affiliation": [{"name": "University of Pittsburgh"}],
            "family": "Frank",
            "given": "Henry S.",
            "sequence": "first",
        }
    ],
    "issued": {"date-parts": [[1970, 8, 14]]},
    "volume": "169",
    "issue": "3946",
    "page": "635-641",
}
"""Made for the tests in the form of the documentation, about the same work.

The fields are those of https://github.com/CrossRef/rest-api-doc/blob/master/api_format.md; the
author is written as Crossref answered http://doi.fyicenter.com, which tells of content negotiation.
"""

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
