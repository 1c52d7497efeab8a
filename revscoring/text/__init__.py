"""Algorithms on strings: lexer, token tables, segments, differ, markup index, matcher.

Plain functions and small classes. Nothing here knows of the dependency graph.
"""
