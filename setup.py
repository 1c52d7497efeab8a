"""Build with setuptools; all of the configuration stands in pyproject.toml."""

from setuptools import setup

setup()
