"""Measures of how good predictions are, each from its definition, in NumPy alone."""

from .calibration import ReliabilityCurve, expected_calibration_error, reliability_curve
from .classification import accuracy, confusion_matrix, f1, precision, recall

__all__ = [
    "ReliabilityCurve",
    "accuracy",
    "confusion_matrix",
    "expected_calibration_error",
    "f1",
    "precision",
    "recall",
    "reliability_curve",
]
