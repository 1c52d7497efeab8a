"""``python -m revscoring`` is the `revscoring` program."""

import sys

if __name__ == "__main__" and not getattr(sys.flags, "safe_path", False):
    sys.path.append(sys.path.pop(0))  # the working directory: files there are not modules of Python

from .revscoring import main

if __name__ == "__main__":
    main()
