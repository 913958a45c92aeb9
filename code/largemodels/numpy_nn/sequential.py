"""A net as a chain of layers: forward from the first to the last, backward in reverse.

Left out: branches, skip connections and shared layers; a chain inside a chain.
"""

from .layers import Dense, Layer


class Sequential:
    """Layers applied one after the other.

    Parameters
    ----------
    layers : sequence of Layer
        At least one, each object once: a layer remembers its last batch.

    Raises
    ------
    TypeError, ValueError
        If something is not a layer, a layer occurs twice, or two widths do not fit.

    Notes
    -----
    Taught on pages 4.1 and 5.2.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> model = Sequential([Dense(2, 4, rng=rng), Tanh(), Dense(4, 1, rng=rng)])
    >>> model.n_parameters
    17
    """

    def __init__(self, layers):
        self.layers = list(layers)
        if not self.layers:
            raise ValueError("layers must hold at least one layer, got none")
        width = None
        for i, layer in enumerate(self.layers):
            if not isinstance(layer, Layer):
                raise TypeError(f"layers[{i}] must be a Layer, got {type(layer).__name__}")
            if any(layer is earlier for earlier in self.layers[:i]):
                raise ValueError(f"layers[{i}] must be an object of its own, got {layer} again")
            if isinstance(layer, Dense):
                if width not in (None, layer.n_in):
                    raise ValueError(f"layers[{i}] must take {width} inputs, got {layer}")
                width = layer.n_out

    def forward(self, X, training=False):
        """Return the last layer's output for the batch `X`, (n, d) -> (n, k)."""
        for layer in self.layers:
            X = layer.forward(X, training)
        return X

    def backward(self, dZ):
        """Fill every layer's gradients from dZ (n, k), and return dX (n, d)."""
        for layer in reversed(self.layers):
            dZ = layer.backward(dZ)
        return dZ

    def fill_gradients(self, dZ):
        """Fill every layer's gradients and stop there, without dX.

        The first layer is usually the widest, and no one trains the data: leaving out
        its ``dY @ W.T`` saves a third of the work on MNIST.
        """
        first, *rest = self.layers
        for layer in reversed(rest):
            dZ = layer.backward(dZ)
        first.fill_gradients(dZ)

    def __call__(self, X):
        """Return the output for `X`, not in training."""
        return self.forward(X)

    def parameters(self):
        """Return all parameters, layer by layer, as the arrays the layers use."""
        return [layer.params[name] for layer in self.layers for name in layer.params]

    def gradients(self):
        """Return the gradients in the order of ``parameters()``."""
        if any(layer.params.keys() != layer.grads.keys() for layer in self.layers):
            raise RuntimeError("there are no gradients yet: call forward, then backward")
        return [layer.grads[name] for layer in self.layers for name in layer.params]

    @property
    def n_parameters(self):
        """The number of learned numbers."""
        return sum(p.size for p in self.parameters())

    def __repr__(self):
        return f"Sequential([{', '.join(map(repr, self.layers))}])"
