"""Tools for those who write word lists."""
