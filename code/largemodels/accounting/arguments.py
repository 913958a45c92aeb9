"""Checks of arguments: each returns the number it was given, or says what is wrong with it."""

import math
import numbers


def whole(name, value, low=1):
    """Return `value` as int if it is a whole number of at least `low`."""
    if isinstance(value, bool) or not isinstance(value, numbers.Integral):
        raise TypeError(f"{name} must be an integer, got {type(value).__name__}")
    if value < low:
        raise ValueError(f"{name} must be at least {low}, got {value}")
    return int(value)


def positive(name, value):
    """Return `value` if it is a real number greater than 0 and finite."""
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise TypeError(f"{name} must be a number, got {type(value).__name__}")
    if not 0 < value < math.inf:  # refuses NaN, too
        raise ValueError(f"{name} must be greater than 0 and finite, got {value}")
    return value


def share(name, value):
    """Return `value` if it lies in (0, 1]."""
    if positive(name, value) > 1:
        raise ValueError(f"{name} must be at most 1, got {value}")
    return value


def whole_fields(record, **lowest):
    """Check each int field of a dataclass; `lowest` names those that may be below 1."""
    for name, kind in type(record).__annotations__.items():
        if kind in (int, "int"):
            whole(name, getattr(record, name), lowest.get(name, 1))


def divides(small_name, small, large_name, large):
    """Raise unless `small` divides `large`."""
    if large % small:
        raise ValueError(f"{small_name} ({small}) must divide {large_name} ({large})")
