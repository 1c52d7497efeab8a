"""`FeatureVector`, a feature whose value is a sequence of values of one type."""

from __future__ import annotations

from typing import Any

from .feature import Feature

__all__ = ["FeatureVector"]


class FeatureVector(Feature):
    """A feature that yields a sequence of values of one declared type.

    Takes the parameters of `Feature`. The elements are checked but never converted.

    Examples
    --------
    >>> FeatureVector("pair", lambda: [1, 2], returns=int)()
    [1, 2]
    """

    kind = "feature_vector"

    __hash__ = Feature.__hash__

    def validate(self, vector: Any) -> Any:
        """Return the vector if each element is of the declared type.

        Raises
        ------
        ValueError
            If one is not; the message names its position.
        """
        for position, value in enumerate(vector):
            if not isinstance(value, self.returns):
                raise ValueError(
                    f"Expected {self.returns}, but got {type(value)} instead at position {position}."
                )
        return vector
