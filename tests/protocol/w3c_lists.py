"""The names of the W3C's tests, by list.

They are those of the manifests of https://github.com/w3c/rdf-tests, in the folders of sparql11:
protocol, graph-store-protocol (the lists for direct and for indirect naming share two),
http-rdf-update as it was approved in 2013, and service-description. What each of them asks is
written anew in the modules here, where it is the test ``test_w3c_`` with the name.
"""

from __future__ import annotations

__all__ = ["GRAPH_STORE", "GRAPH_STORE_2013", "PROTOCOL", "SERVICE_DESCRIPTION"]

PROTOCOL = frozenset(
    [
        "query_post_form",
        "query_dataset_default_graphs_get",
        "query_dataset_default_graphs_post",
        "query_dataset_named_graphs_post",
        "query_dataset_named_graphs_get",
        "query_dataset_full",
        "query_multiple_dataset",
        "query_get",
        "query_content_type_select",
        "query_content_type_ask",
        "query_content_type_describe",
        "query_content_type_construct",
        "update_dataset_default_graph",
        "update_dataset_default_graphs",
        "update_dataset_named_graphs",
        "update_dataset_full",
        "update_post_form",
        "update_post_direct",
        "update_base_uri",
        "query_post_direct",
        "bad_query_method",
        "bad_multiple_queries",
        "bad_query_wrong_media_type",
        "bad_query_missing_form_type",
        "bad_query_missing_direct_type",
        "bad_query_non_utf8",
        "bad_query_syntax",
        "bad_update_get",
        "bad_multiple_updates",
        "bad_update_wrong_media_type",
        "bad_update_missing_form_type",
        "bad_update_non_utf8",
        "bad_update_syntax",
        "bad_update_dataset_conflict",
    ]
)

GRAPH_STORE = frozenset(
    [
        "put_get_repeat",
        "put_get_default",
        "put_delete_get_delete",
        "post_get_post_get",
        "post_get_new_graph",
        "head_existing",
        "head_non_existing",
        "put_get_repeat_indirect",
        "put_delete_get_delete_indirect",
        "post_get_post_get_indirect",
        "head_existing_indirect",
        "head_non_existing_indirect",
        "put_get_uri_pct_encoded_indirect",
    ]
)

GRAPH_STORE_2013 = frozenset(
    [
        "put__initial_state",
        "get_of_put__initial_state",
        "put__graph_already_in_store",
        "get_of_put__graph_already_in_store",
        "put__default_graph",
        "get_of_put__default_graph",
        "put__mismatched_payload",
        "delete__existing_graph",
        "get_of_delete__existing_graph",
        "delete__nonexistent_graph",
        "post__existing_graph",
        "get_of_post__existing_graph",
        "post__multipart_formdata",
        "get_of_post__multipart_formdata",
        "post__create__new_graph",
        "get_of_post__create__new_graph",
        "head_on_an_existing_graph",
        "head_on_a_nonexisting_graph",
    ]
)
"""Later versions of the list also name get_of_post__after_noop, without the request before it."""

SERVICE_DESCRIPTION = frozenset(["returns-rdf", "has-endpoint-triple", "conforms-to-schema"])
