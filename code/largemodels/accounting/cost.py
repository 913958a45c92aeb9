"""From FLOPs to hours and to money.

A chip's data sheet names its peak. Programs reach a share of it, the *utilization*: what
the model's own FLOPs (forward and backward, nothing recomputed) are of what the chip could
have done in that time (Chowdhery et al., 2022). It is hard to predict and is usually measured: the
one number here that you must know from experience, 30 to 50 % for good large runs.
"""

from dataclasses import dataclass

from .._check import positive, share

HOUR = 3600
"""Seconds."""


@dataclass(frozen=True)
class Accelerator:
    """A chip, from its maker's data sheet: dense products of 16-bit numbers, no sparsity."""

    name: str
    flops: float
    """Peak FLOPs per second."""
    memory: float
    """Bytes."""

    def __post_init__(self):
        positive("flops", self.flops)
        positive("memory", self.memory)


V100 = Accelerator("V100 32GB", 125e12, 32e9)
A100 = Accelerator("A100 80GB", 312e12, 80e9)
H100 = Accelerator("H100 SXM", 989.4e12, 80e9)
"""The H800 has the same arithmetic, and slower links to its neighbours."""


def dense_training_flops(n_parameters, tokens):
    """Return 6 N D, the rule of thumb: 2 FLOPs per weight forward, 4 backward, for each token.

    It leaves out attention's products of activations, and counts each weight once (Kaplan
    et al., 2020). Use the active parameters of a mixture of experts.
    """
    return 6 * positive("n_parameters", n_parameters) * positive("tokens", tokens)


def chip_hours(flops, chip, utilization):
    """Return the hours that one chip needs for `flops`, at a utilization in (0, 1]."""
    return positive("flops", flops) / (chip.flops * share("utilization", utilization)) / HOUR


def utilization(flops, hours, chip):
    """Return the share of the peak that a run reached: `flops` in `hours` chip-hours."""
    return positive("flops", flops) / (chip.flops * positive("hours", hours) * HOUR)


def price(hours, per_hour):
    """Return what `hours` chip-hours cost, in the currency of `per_hour`."""
    return positive("hours", hours) * positive("per_hour", per_hour)
