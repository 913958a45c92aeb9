"""Checkers for the exercises of chapter 5."""

import numpy as np

from .registry import NotYet, checker

__all__ = ["NotYet", "checker", "np"]  # what the checkers below use
