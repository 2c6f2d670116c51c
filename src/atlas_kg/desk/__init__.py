"""The desk: where contributions wait that somebody handed in over the web.

A folder is laid out as contributed literature is, so that whoever keeps the data can copy from it.
What nobody else may see yet lies in hidden folders of it: drafts, and codings that wait for those
of a second coder.
"""
