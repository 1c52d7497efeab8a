"""Which files of the documentation hold examples that run: the pages, not what Sphinx makes of them."""

collect_ignore_glob = ["*.py", "_ext/*", "_build/*", "reference/generated/*"]
