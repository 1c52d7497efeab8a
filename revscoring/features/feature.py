"""`Feature`, a node with a scalar value of a declared type, and the operators on features."""

from __future__ import annotations

import builtins
import math
import operator
from collections.abc import Callable, Sequence
from numbers import Real
from typing import Any, NoReturn, TypeVar

from ..dependencies import Dependent
from .conversion import warn_if_lossy

__all__ = ["BinaryOperator", "Comparison", "Constant", "Feature", "Modifier"]

F = TypeVar("F", bound="Feature")


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
    compare ``str(feature)``. The ``__doc__`` of a standard feature says in words what it is.

    Examples
    --------
    >>> words = Feature("words", lambda: 3, returns=int)
    >>> words + 1, (words > 2).returns
    (<feature.(words + 1)>, <class 'bool'>)
    """

    kind = "feature"
    #: What the value is counted in, such as "characters".
    unit = ""

    def __init__(
        self,
        name: str,
        process: Callable[..., object] | None = None,
        *,
        returns: type | None = None,
        depends_on: Sequence[Dependent] | None = None,
        dependencies: Sequence[Dependent] | None = None,
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
            An instance of `returns` is returned unchanged; anything else is converted by it.

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
            converted = returns(value)
        except ValueError as error:
            raise ValueError(f"Expected {returns}, but got {type(value)} instead.") from error
        warn_if_lossy(self.key, value, converted)
        return converted

    def finish(self, value: Any) -> Any:
        """Validate the value that a shortcut computed."""
        return self.validate(value)

    def described(self: F, doc: str, unit: str = "") -> F:
        """Set the description, ``__doc__``, and the unit of the value; return the feature."""
        self.__doc__ = doc
        self.unit = unit
        return self

    __hash__ = Dependent.__hash__

    def __add__(self, summand: object) -> Feature:
        return add(self, summand)

    def __sub__(self, subband: object) -> Feature:
        return sub(self, subband)

    def __mul__(self, multiplier: object) -> Feature:
        return mul(self, multiplier)

    def __truediv__(self, divisor: object) -> Feature:
        return div(self, divisor)

    def __lt__(self, other: object) -> Feature:
        return lt(self, other)

    def __le__(self, other: object) -> Feature:
        return le(self, other)

    def __gt__(self, other: object) -> Feature:
        return gt(self, other)

    def __ge__(self, other: object) -> Feature:
        return ge(self, other)

    def __eq__(self, other: object) -> Feature:  # type: ignore[override]
        return eq(self, other)

    def __ne__(self, other: object) -> Feature:  # type: ignore[override]
        return ne(self, other)

    def and_(self, other: object) -> Feature:
        """Build the conjunction of this and another feature or value."""
        return and_(self, other)

    def or_(self, other: object) -> Feature:
        """Build the disjunction of this and another feature or value."""
        return or_(self, other)

    def not_(self) -> Feature:
        """Build the negation of this feature."""
        return not_(self)

    @classmethod
    def or_constant(cls, val: object) -> Feature:
        """Return a feature unchanged, and anything else as a `Constant`."""
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

    #: The description, as a format of the descriptions of the operands.
    phrase = ""
    _has_default_name = False

    def _initialize(
        self, operands: Sequence[Feature], default_name: str, returns: type, name: str | None
    ) -> None:
        self._has_default_name = name is None
        super().__init__(default_name if name is None else name, returns=returns, depends_on=operands)

    @property
    def operands(self) -> list[Feature]:
        """The features that it is computed from, in order."""
        return [operand for operand in self.dependencies if isinstance(operand, Feature)]

    def describe(self, operands: Sequence[str]) -> str:
        """Return the description, given those of the operands; "" if a name was given instead."""
        return self.phrase.format(*operands, all=", ".join(operands)) if self._has_default_name else ""


class BinaryOperator(Modifier):
    """Base of the modifiers with two operands.

    Parameters
    ----------
    left, right : Feature or object
        The operands; anything that is not a feature is taken as a constant.
    returns : type, optional
        By default the type of the operation on the zeros of the operands' types.
    name : str, optional
        By default ``(left CHAR right)`` with the bare names of the operands.
    """

    CHAR = ""

    def __init__(
        self, left: object, right: object, returns: type | None = None, name: str | None = None
    ) -> None:
        left, right = Feature.or_constant(left), Feature.or_constant(right)
        if returns is None:
            returns = type(self.operate(left.returns(), right.returns()))
        self._initialize([left, right], f"({left.name} {self.CHAR} {right.name})", returns, name)

    def operate(self, left: Any, right: Any) -> Any:
        """Compute the value from the values of the operands."""
        raise NotImplementedError

    def process(self, left: Any, right: Any) -> Any:
        """Compute the value from the values of the operands."""
        return self.operate(left, right)


class Comparison(BinaryOperator):
    """Base of the binary operators that return a bool; ``if feature > 3:`` is an error."""

    def __init__(self, left: object, right: object, name: str | None = None) -> None:
        super().__init__(left, right, returns=bool, name=name)

    def __bool__(self) -> bool:
        _refuse_truth(self)


class Equality(Comparison):
    """Base of == and !=, which have a truth value: Python asks for it when it looks up a key."""

    def __bool__(self) -> bool:
        left, right = self.dependencies
        if isinstance(right, Constant) and isinstance(right.value, Real) and not isinstance(left, Constant):
            _refuse_truth(self)
        return True


def _refuse_truth(feature: Feature) -> NoReturn:
    raise TypeError(
        f"{feature} has no value here, only for a revision, so if, and, or, not cannot ask it: combine "
        "features with .and_(), .or_() and .not_(), or compute in a process function"
    )


class div(BinaryOperator):
    """Quotient of two features or constants, always a float. Division by zero is an error."""

    CHAR = "/"
    phrase = "{} per {}"

    def __init__(self, left: object, right: object, name: str | None = None) -> None:
        super().__init__(left, right, returns=float, name=name)

    def operate(self, left: Any, right: Any) -> Any:
        return left / right


B = TypeVar("B", bound=BinaryOperator)


def _operator(
    base: type[B], name: str, char: str, phrase: str, operate: Callable[[Any, Any], Any], doc: str
) -> type[B]:
    attributes = {"CHAR": char, "phrase": f"{{}} {phrase} {{}}", "operate": staticmethod(operate)}
    return type(name, (base,), {**attributes, "__doc__": doc, "__module__": __name__})


def _and(left: Any, right: Any) -> Any:
    return left and right


def _or(left: Any, right: Any) -> Any:
    return left or right


add = _operator(BinaryOperator, "add", "+", "plus", operator.add, "Sum of two features or constants.")
sub = _operator(BinaryOperator, "sub", "-", "minus", operator.sub, "Difference of two features or constants.")
mul = _operator(BinaryOperator, "mul", "*", "times", operator.mul, "Product of two features or constants.")
lt = _operator(Comparison, "lt", "<", "is below", operator.lt, "Whether the left operand is less.")
le = _operator(Comparison, "le", "<=", "is at most", operator.le, "Whether the left is less or equal.")
gt = _operator(Comparison, "gt", ">", "is above", operator.gt, "Whether the left operand is greater.")
ge = _operator(Comparison, "ge", ">=", "is at least", operator.ge, "Whether the left is greater or equal.")
eq = _operator(Equality, "eq", "==", "is", operator.eq, "Whether the operands are equal.")
ne = _operator(Equality, "ne", "!=", "is not", operator.ne, "Whether the operands differ.")
and_ = _operator(Comparison, "and_", "and", "and", _and, "Conjunction of two features or constants.")
or_ = _operator(Comparison, "or_", "or", "or", _or, "Disjunction of two features or constants.")


class not_(Modifier):
    """Negation of a feature."""

    phrase = "not: {}"

    def __bool__(self) -> bool:
        _refuse_truth(self)

    def __init__(self, feature: object, name: str | None = None) -> None:
        operand = Feature.or_constant(feature)
        self._initialize([operand], f"not {operand.name}", bool, name)

    def process(self, value: object) -> bool:
        """Negate the value."""
        return not value


class log(Modifier):
    """Natural logarithm of a feature, always a float. The logarithm of 0 is an error."""

    phrase = "logarithm of {}"

    def __init__(self, feature: object, name: str | None = None) -> None:
        operand = Feature.or_constant(feature)
        self._initialize([operand], f"log({operand.name})", float, name)

    def process(self, value: float) -> float:
        """Return the natural logarithm of the value."""
        return math.log(value)


class _Extreme(Modifier):
    """Base of max and min: one of several values, always as a float."""

    def __init__(self, *args: object, name: str | None = None) -> None:
        operands = [Feature.or_constant(arg) for arg in args]
        names = ", ".join(operand.name for operand in operands)
        self._initialize(operands, f"{type(self).__name__}({names})", float, name)


class max(_Extreme):
    """Largest of several features or constants, always a float."""

    phrase = "largest of {all}"

    def describe(self, operands: Sequence[str]) -> str:
        """Describe a feature with a lower limit, such as ``max(words, 1)``, by the feature alone."""
        constants = [isinstance(operand, Constant) for operand in self.dependencies]
        if self._has_default_name and sorted(constants) == [False, True]:
            return operands[constants.index(False)]
        return super().describe(operands)

    def process(self, *values: float) -> float:
        """Return the largest value."""
        return builtins.max(values)


class min(_Extreme):
    """Smallest of several features or constants, always a float."""

    phrase = "smallest of {all}"

    def process(self, *values: float) -> float:
        """Return the smallest value."""
        return builtins.min(values)
