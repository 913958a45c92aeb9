"""How large a model, and how many tokens, for a given amount of compute.

Hoffmann et al. (2022) trained over 400 language models and fitted, in their third approach,

    loss(N, D) = E + A / N ** alpha + B / D ** beta

with N parameters and D tokens: a floor, a price for a small model, a price for little data.
Along 6 N D = C the two prices pull in opposite directions, and calculus gives the best N.

Besiroglu et al. (2024) read the data off the paper's figure, fitted the same formula, and
found other constants: the first fit had stopped early, and its constants were printed with
two digits, too few for exponents of numbers near 10¹². Both sets are here, and the
difference is the lesson.
"""

from dataclasses import dataclass
from typing import NamedTuple

from .._check import positive


class Optimum(NamedTuple):
    """The best use of an amount of compute, by a law."""

    parameters: float
    tokens: float
    loss: float
    """Nats per token."""


@dataclass(frozen=True)
class LossLaw:
    """``loss(N, D) = E + A / N ** alpha + B / D ** beta``. Taught on page 2.1."""

    E: float
    A: float
    B: float
    alpha: float
    beta: float

    def __post_init__(self):
        for name in ("E", "A", "B", "alpha", "beta"):
            positive(name, getattr(self, name))

    def loss(self, parameters, tokens):
        """Return the predicted loss, in nats per token; numbers or arrays."""
        return self.E + self.A / parameters**self.alpha + self.B / tokens**self.beta

    @property
    def exponent(self):
        """How the best number of parameters grows: as C to this power (Hoffmann's a)."""
        return self.beta / (self.alpha + self.beta)

    def optimum(self, flops):
        """Return the parameters and tokens with 6 N D = `flops` at which the loss is least."""
        budget = positive("flops", flops) / 6
        G = (self.alpha * self.A / (self.beta * self.B)) ** (1 / (self.alpha + self.beta))
        N = G * budget**self.exponent
        return Optimum(N, budget / N, self.loss(N, budget / N))


HOFFMANN = LossLaw(E=1.69, A=406.4, B=410.7, alpha=0.34, beta=0.28)
"""As printed in the paper's text (approach 3)."""
HOFFMANN_SOURCE = LossLaw(E=1.6934, A=406.4, B=410.7, alpha=0.3392, beta=0.2849)
"""With the digits left in the source file of the paper."""
BESIROGLU = LossLaw(E=1.8172, A=482.01, B=2085.43, alpha=0.3478, beta=0.3658)
"""The replication."""
BESIROGLU_ERRORS = {"E": 0.03, "A": 124.58, "B": 1293.23, "alpha": 0.02, "beta": 0.02}
"""Standard errors of those constants, as published. They move together, not one by one."""
