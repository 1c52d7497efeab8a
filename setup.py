"""Build with setuptools; the configuration stands in pyproject.toml, the compiled kernel here.

Where there is no compiler, or no Cython, revscoring installs without the kernel: Python code does the same.
"""

import os
from glob import glob

from setuptools import Extension, setup

try:
    from Cython.Build import cythonize
except ImportError:
    kernel = []
else:
    compile_args = [] if os.name == "nt" else ["-g0"]  # symbols for debuggers would be most of the file
    kernel = cythonize(
        [
            Extension(source[:-4].replace("/", "."), [source], extra_compile_args=compile_args)
            for source in sorted(
                path.replace(os.sep, "/") for path in glob("revscoring/text/**/*.pyx", recursive=True)
            )
        ]
    )
    for extension in kernel:
        extension.optional = True

setup(ext_modules=kernel)
