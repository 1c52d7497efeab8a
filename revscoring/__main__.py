"""``python -m revscoring`` is the `revscoring` program."""

from .revscoring import main

if __name__ == "__main__":
    main()
