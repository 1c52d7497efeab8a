"""`Feature`, a node with a scalar value of a declared type, and the operators on features."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from ..dependencies import Dependent

__all__ = [
    "BinaryOperator",
    "Comparison",
    "Constant",
    "Feature",
    "Modifier",
    "add",
    "and_",
    "div",
    "eq",
    "ge",
    "gt",
    "le",
    "log",
    "lt",
    "max",
    "min",
    "mul",
    "ne",
    "not_",
    "or_",
    "sub",
]

_max, _min = max, min


def type_name(kind: type) -> str:
    """Return how a type is shown in a message."""
    return getattr(kind, "__name__", str(kind))


class Feature(Dependent):
    """A node that yields a scalar of a declared type; operators on it build new features.

    Parameters
    ----------
    name : str
        The name.
    process : callable, optional
        Computes the value from the values of the dependencies.
    returns : type
        The type of the value: bool, int, float or str.
    depends_on : sequence of Dependent, optional
        The nodes whose values `process` takes.

    Raises
    ------
    TypeError
        If `returns` is missing.

    Notes
    -----
    ``==`` and ``!=`` build features too, so do not search a list for a feature with ``in``;
    compare ``str(feature)``.

    Examples
    --------
    >>> words = Feature("words", lambda: 3, returns=int)
    >>> words + 1, (words > 2).returns
    (<feature.(words + 1)>, <class 'bool'>)
    """

    kind = "feature"

    def __init__(
        self,
        name: str,
        process: Callable[..., Any] | None = None,
        *,
        returns: type | None = None,
        depends_on: Sequence[Any] | None = None,
        dependencies: Sequence[Any] | None = None,
    ) -> None:
        super().__init__(name, process, depends_on=depends_on, dependencies=dependencies)
        if returns is None:
            raise TypeError(f"Feature {name!r} needs the type of its value: returns=…")
        self.returns = returns

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        self.calls += 1
        return self.validate(self.process(*args, **kwargs))

    def validate(self, value: Any) -> Any:
        """Return a value of the declared type, converted if need be.

        Parameters
        ----------
        value : object
            An instance of `returns` is passed as is; anything else is converted by it.

        Raises
        ------
        ValueError
            If it cannot be converted.
        TypeError
            If it is of a type that is never converted, such as None.
        """
        returns = self.returns
        if isinstance(value, returns):
            return value
        try:
            return returns(value)
        except ValueError as error:
            raise ValueError(f"Expected {returns}, but got {type(value)} instead.") from error

    def finish(self, value: Any) -> Any:
        """Validate what a shortcut computed."""
        return self.validate(value)

    __hash__ = Dependent.__hash__

    def __add__(self, summand: Any) -> Feature:
        return add(self, summand)

    def __sub__(self, subband: Any) -> Feature:
        return sub(self, subband)

    def __mul__(self, multiplier: Any) -> Feature:
        return mul(self, multiplier)

    def __truediv__(self, divisor: Any) -> Feature:
        return div(self, divisor)

    def __lt__(self, other: Any) -> Feature:
        return lt(self, other)

    def __le__(self, other: Any) -> Feature:
        return le(self, other)

    def __gt__(self, other: Any) -> Feature:
        return gt(self, other)

    def __ge__(self, other: Any) -> Feature:
        return ge(self, other)

    def __eq__(self, other: Any) -> Any:
        return eq(self, other)

    def __ne__(self, other: Any) -> Any:
        return ne(self, other)

    def and_(self, other: Any) -> Feature:
        """Build the conjunction of this and another feature or value."""
        return and_(self, other)

    def or_(self, other: Any) -> Feature:
        """Build the disjunction of this and another feature or value."""
        return or_(self, other)

    def not_(self) -> Feature:
        """Build the negation of this feature."""
        return not_(self)

    @classmethod
    def or_constant(cls, val: Any) -> Feature:
        """Return a feature as it is, and anything else as a `Constant`."""
        return val if isinstance(val, Feature) else Constant(val)


class Constant(Feature):
    """A feature with a fixed value.

    Parameters
    ----------
    value : object
        The value; its type is what the feature returns.
    name : str, optional
        By default the value as a string.

    Examples
    --------
    >>> Constant(5), Constant(False).returns
    (<feature.5>, <class 'bool'>)
    """

    def __init__(self, value: Any, name: str | None = None) -> None:
        super().__init__(str(value) if name is None else name, returns=type(value))
        self.value = value

    def process(self) -> Any:
        """Return the value."""
        return self.value


class Modifier(Feature):
    """Base of the features that are computed from other features."""


class BinaryOperator(Modifier):
    """Base of the modifiers with two operands.

    Parameters
    ----------
    left, right : Feature or object
        The operands; what is no feature is taken as a constant.
    returns : type, optional
        By default the type of the operation on the zeros of the operands' types.
    name : str, optional
        By default ``(left CHAR right)`` with the bare names of the operands.
    """

    CHAR = ""

    def __init__(self, left: Any, right: Any, returns: type | None = None, name: str | None = None) -> None:
        left, right = Feature.or_constant(left), Feature.or_constant(right)
        if returns is None:
            returns = type(self.operate(left.returns(), right.returns()))
        if name is None:
            name = f"({left.name} {self.CHAR} {right.name})"
        super().__init__(name, returns=returns, depends_on=[left, right])

    def operate(self, left: Any, right: Any) -> Any:
        """Compute the value from the values of the operands."""
        raise NotImplementedError

    def process(self, left: Any, right: Any) -> Any:
        """Compute the value from the values of the operands."""
        return self.operate(left, right)


class add(BinaryOperator):
    """Sum of two features or constants."""

    CHAR = "+"

    def operate(self, left: Any, right: Any) -> Any:
        return left + right


class sub(BinaryOperator):
    """Difference of two features or constants."""

    CHAR = "-"

    def operate(self, left: Any, right: Any) -> Any:
        return left - right


class mul(BinaryOperator):
    """Product of two features or constants."""

    CHAR = "*"

    def operate(self, left: Any, right: Any) -> Any:
        return left * right


class div(BinaryOperator):
    """Quotient of two features or constants, always a float. Division by zero is an error."""

    CHAR = "/"

    def __init__(self, left: Any, right: Any, name: str | None = None) -> None:
        super().__init__(left, right, returns=float, name=name)

    def operate(self, left: Any, right: Any) -> Any:
        return left / right


class Comparison(BinaryOperator):
    """Base of the binary operators that return a bool."""

    def __init__(self, left: Any, right: Any, name: str | None = None) -> None:
        super().__init__(left, right, returns=bool, name=name)


class lt(Comparison):
    """Whether the left operand is less than the right one."""

    CHAR = "<"

    def operate(self, left: Any, right: Any) -> Any:
        return left < right


class le(Comparison):
    """Whether the left operand is less than or equal to the right one."""

    CHAR = "<="

    def operate(self, left: Any, right: Any) -> Any:
        return left <= right


class gt(Comparison):
    """Whether the left operand is greater than the right one."""

    CHAR = ">"

    def operate(self, left: Any, right: Any) -> Any:
        return left > right


class ge(Comparison):
    """Whether the left operand is greater than or equal to the right one."""

    CHAR = ">="

    def operate(self, left: Any, right: Any) -> Any:
        return left >= right


class eq(Comparison):
    """Whether the operands are equal."""

    CHAR = "=="

    def operate(self, left: Any, right: Any) -> Any:
        return left == right


class ne(Comparison):
    """Whether the operands differ."""

    CHAR = "!="

    def operate(self, left: Any, right: Any) -> Any:
        return left != right


class and_(Comparison):
    """Conjunction of two features or constants."""

    CHAR = "and"

    def operate(self, left: Any, right: Any) -> Any:
        return left and right


class or_(Comparison):
    """Disjunction of two features or constants."""

    CHAR = "or"

    def operate(self, left: Any, right: Any) -> Any:
        return left or right


class not_(Modifier):
    """Negation of a feature."""

    def __init__(self, feature: Any, name: str | None = None) -> None:
        feature = Feature.or_constant(feature)
        super().__init__(f"not {feature.name}" if name is None else name, returns=bool, depends_on=[feature])

    def process(self, value: Any) -> bool:
        """Negate the value."""
        return not value


class _Extreme(Modifier):
    """Base of max and min: one of several values, always as a float."""

    def __init__(self, *args: Any, name: str | None = None) -> None:
        features = [Feature.or_constant(arg) for arg in args]
        if name is None:
            name = f"{type(self).__name__}({', '.join(f.name for f in features)})"
        super().__init__(name, returns=float, depends_on=features)


class max(_Extreme):
    """Largest of several features or constants, always a float."""

    def process(self, *values: Any) -> Any:
        """Return the largest value."""
        return _max(values)


class min(_Extreme):
    """Smallest of several features or constants, always a float."""

    def process(self, *values: Any) -> Any:
        """Return the smallest value."""
        return _min(values)


class log(Modifier):
    """Natural logarithm of a feature, always a float. The logarithm of 0 is an error."""

    def __init__(self, feature: Any, name: str | None = None) -> None:
        feature = Feature.or_constant(feature)
        super().__init__(
            f"log({feature.name})" if name is None else name, returns=float, depends_on=[feature]
        )

    def process(self, value: Any) -> float:
        """Return the natural logarithm of the value."""
        return math.log(value)
