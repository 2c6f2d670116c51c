"""Small stand-ins for the services that published queries ask, in the vocabularies of these.

People and citing works are invented; the DOIs are those of works in our graph. Where the
vocabularies are documented:

* Wikidata: https://www.wikidata.org/wiki/Wikidata:SPARQL_query_service/WDQS_graph_split and the
  properties P356 (DOI, in capitals), P2860 (cites work) and P1476 (title);
* OpenCitations Meta: the OpenCitations Data Model, https://doi.org/10.6084/m9.figshare.3443876;
* DBLP: https://dblp.org/rdf/docu/ and https://doi.org/10.4230/TGDK.2.2.3;
* ORKG: https://orkg.org/triplestore, and the models of papers and comparisons in its documentation.
"""

from __future__ import annotations

WIKIDATA = "https://query-scholarly.wikidata.org/sparql"
OPENCITATIONS = "https://sparql.opencitations.net/meta"
DBLP = "https://sparql.dblp.org/sparql"
ORKG = "https://orkg.org/triplestore"

DATA = {
    WIKIDATA: """
PREFIX wd: <http://www.wikidata.org/entity/>
PREFIX wdt: <http://www.wikidata.org/prop/direct/>
wd:Q1 wdt:P356 "10.48550/ARXIV.2203.02155" .
wd:Q2 wdt:P356 "10.1234/UNKNOWN" .
wd:Q3 wdt:P2860 wd:Q1 , wd:Q2 ; wdt:P1476 "An invented article"@en .
wd:Q4 wdt:P2860 wd:Q2 ; wdt:P1476 "Another invented article"@en .
wd:Q5 wdt:P2860 wd:Q1 .
""",
    OPENCITATIONS: """
PREFIX datacite: <http://purl.org/spar/datacite/>
PREFIX literal: <http://www.essepuntato.it/2010/06/literalreification/>
<https://w3id.org/oc/meta/br/1> datacite:hasIdentifier <https://w3id.org/oc/meta/id/1> ,
    <https://w3id.org/oc/meta/id/2> .
<https://w3id.org/oc/meta/id/1> datacite:usesIdentifierScheme datacite:doi ;
    literal:hasLiteralValue "10.48550/arxiv.2005.11401" .
<https://w3id.org/oc/meta/id/2> datacite:usesIdentifierScheme datacite:openalex ;
    literal:hasLiteralValue "W1" .
<https://w3id.org/oc/meta/br/2> datacite:hasIdentifier <https://w3id.org/oc/meta/id/3> ,
    <https://w3id.org/oc/meta/id/4> .
<https://w3id.org/oc/meta/id/3> datacite:usesIdentifierScheme datacite:doi ;
    literal:hasLiteralValue "10.1234/unknown" .
<https://w3id.org/oc/meta/id/4> datacite:usesIdentifierScheme datacite:pmid ;
    literal:hasLiteralValue "2" .
""",
    DBLP: """
PREFIX cito: <http://purl.org/spar/cito/>
PREFIX dblp: <https://dblp.org/rdf/schema#>
<https://dblp.org/rec/conf/x/A> dblp:doi <https://doi.org/10.1145/3287560.3287596> ;
    dblp:omid <https://w3id.org/oc/meta/br/1> ;
    dblp:authoredBy <https://dblp.org/pid/1> , <https://dblp.org/pid/2> .
<https://dblp.org/rec/conf/x/B> dblp:doi <https://doi.org/10.18653/V1/2022.ACL-LONG.229> ;
    dblp:authoredBy <https://dblp.org/pid/2> .
<https://dblp.org/rec/conf/x/C> dblp:doi <https://doi.org/10.1234/unknown> ;
    dblp:omid <https://w3id.org/oc/meta/br/3> ; dblp:title "An invented paper" ;
    dblp:authoredBy <https://dblp.org/pid/3> .
<https://dblp.org/pid/1> dblp:primaryCreatorName "Jane Doe" ;
    dblp:primaryAffiliation "Example University" ;
    dblp:orcid <https://orcid.org/0000-0000-0000-0000> .
<https://dblp.org/pid/2> dblp:primaryCreatorName "John Roe" .
<https://dblp.org/pid/3> dblp:primaryCreatorName "Mary Major" .
[] a cito:Citation ; cito:hasCitingEntity <https://w3id.org/oc/meta/br/3> ;
    cito:hasCitedEntity <https://w3id.org/oc/meta/br/1> .
[] a cito:Citation ; cito:hasCitingEntity <https://w3id.org/oc/meta/br/1> ;
    cito:hasCitedEntity <https://w3id.org/oc/meta/br/3> .
""",
    ORKG: """
PREFIX orkgc: <http://orkg.org/orkg/class/>
PREFIX orkgp: <http://orkg.org/orkg/predicate/>
PREFIX orkgr: <http://orkg.org/orkg/resource/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
orkgr:R1 a orkgc:Paper ; orkgp:P26 "10.48550/arXiv.2302.13971" ; orkgp:P31 orkgr:R2 .
orkgr:R3 a orkgc:Paper ; orkgp:P26 "10.1234/unknown" ; orkgp:P31 orkgr:R4 .
orkgr:R5 a orkgc:Comparison ; rdfs:label "An invented comparison" ;
    orkgp:compareContribution orkgr:R2 , orkgr:R4 .
orkgr:R6 a orkgc:Comparison ; rdfs:label "A comparison of others" ;
    orkgp:compareContribution orkgr:R4 .
""",
}
"""What each stand-in holds, by the address of the service for which it stands."""
