"""Build with setuptools; the configuration stands in pyproject.toml, the compiled kernel here.

Where there is no compiler, or no Cython, revscoring installs without the kernel: Python code does the same.
"""

from setuptools import Extension, setup

try:
    from Cython.Build import cythonize
except ImportError:
    kernel = []
else:
    kernel = cythonize(
        [Extension("revscoring.text.native.*", ["revscoring/text/native/*.pyx"], optional=True)]
    )

setup(ext_modules=kernel)
