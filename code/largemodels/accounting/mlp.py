"""A multilayer perceptron: dense layers, one after another."""

from dataclasses import dataclass

from .._check import whole
from .architecture import Architecture, dense


@dataclass(frozen=True)
class MLPConfig(Architecture):
    """Dense layers with biases."""

    widths: tuple
    """Numbers per layer, the input's first: ``(784, 128, 10)`` has two layers of weights."""
    bias: bool = True

    unit = "row"

    def __post_init__(self):
        if not isinstance(self.widths, tuple) or len(self.widths) < 2:
            raise ValueError(f"widths must be a tuple of at least two widths, got {self.widths!r}")
        for i, width in enumerate(self.widths):
            whole(f"widths[{i}]", width)

    def parts(self):
        """Return one Part per layer."""
        pairs = zip(self.widths[:-1], self.widths[1:], strict=True)
        return {f"layer {i}": dense(n_in, n_out, bias=self.bias) for i, (n_in, n_out) in enumerate(pairs, 1)}
