"""Headings, links, tags, templates and content of wikitext."""
