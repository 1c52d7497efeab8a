"""The client's modules are for mypy, not for pytest."""

collect_ignore = ["client"]
