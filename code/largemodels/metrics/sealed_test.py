"""A test set that can be asked once per model, and keeps a record of who asked.

Left out: secrecy. Python hides nothing from a reader who wants to look; the class makes a
second look a visible act instead of an accident.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Score:
    """What a model got, once."""

    name: str
    """Which model."""
    correct: int
    """How many of the `n` it got right."""
    n: int
    """How many images there were."""

    @property
    def accuracy(self):
        """The share it got right."""
        return self.correct / self.n


class SealedTest:
    """Holds test images and labels back, and scores each named model on them one time.

    Parameters
    ----------
    x : ndarray, (n, ...)
    y : ndarray, (n,)
        Class numbers.

    Notes
    -----
    Taught on page 5.4.
    """

    def __init__(self, x, y):
        if len(x) != len(y):
            raise ValueError(f"x and y must be equally long, got {len(x)} and {len(y)}")
        self.__x, self.__y = x, np.asarray(y)
        self.ledger = []  # of Score

    def score(self, name, predict):
        """Return the Score of `predict`, a function from the images to class numbers or scores (n, k).

        Raises
        ------
        PermissionError
            If `name` was scored before.
        ValueError
            If the predictions are not one per image.
        """
        if any(s.name == name for s in self.ledger):
            raise PermissionError(f"{name!r} has already been scored on the test images")
        prediction = np.asarray(predict(self.__x))
        if prediction.ndim == 2:
            prediction = prediction.argmax(axis=1)  # (n, k) -> (n,)
        if prediction.shape != self.__y.shape:
            raise ValueError(f"expected {self.__y.shape} predictions, got {prediction.shape}")
        score = Score(name, int((prediction == self.__y).sum()), len(self.__y))
        self.ledger.append(score)
        return score


def wilson_interval(correct, n, z=1.96):
    """Return Wilson's interval (low, high) for a share of which `correct` of `n` were seen.

    Raises
    ------
    ValueError
        Unless 0 <= correct <= n and n > 0.

    Notes
    -----
    Taught on page 5.4. Source: Wilson, Probable inference, the law of succession, and
    statistical inference, 1927.
    """
    if not (n > 0 and 0 <= correct <= n):
        raise ValueError(f"need 0 <= correct <= n and n > 0, got correct={correct}, n={n}")
    p = correct / n
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * np.sqrt(p * (1 - p) / n + (z / (2 * n)) ** 2)
    return float(centre - half), float(centre + half)
