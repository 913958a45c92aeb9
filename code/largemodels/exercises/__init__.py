"""Checkers for the exercises: try the reader's answer on inputs of their own, and give a hint.

A checker lives in the module of its page, page_4_3.py for page 4.3, and carries the exercise's label::

    @checker("ex-4-3-bias-gradient")
    def _(bias_gradient):
        ...
        if wrong:
            raise NotYet("沿哪个轴求和？")

It compares the answer with something found another way (differences, another library), not
with a copy of the solution. Its inputs come from a fixed seed, so that the verdict is the
same at every run.
"""

from .registry import NotYet, Result, check, checker, grade, labels

__all__ = ["NotYet", "Result", "check", "checker", "grade", "labels"]
