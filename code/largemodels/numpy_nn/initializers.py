"""How weights start: every initializer is a function ``f(shape, rng, dtype) -> ndarray``.

Equal weights stay equal for ever, so weights start at random; the question is only how
large. Xavier and He choose the variance that keeps the size of activations (and of
gradients) about the same from layer to layer.

`uniform` and `normal` take the size from you and return such a function; the others are
such functions themselves. All draw in float64 and round afterwards, so that one seed
gives the same net, to rounding, in float32 and float64.

Left out: truncated normals (Keras cuts its ``he_normal`` off at two standard deviations;
torch, and we, do not), orthogonal matrices, and convolution kernels.
"""

import numpy as np

from .._check import number


def zeros(shape, rng, dtype):
    """All zeros; `rng` is not used. Right for biases; for weights see page 4.3."""
    return np.zeros(shape, dtype)


def uniform(low, high):
    """Return an initializer that draws from the uniform distribution on [`low`, `high`)."""
    number("low", low, low=-np.inf)
    number("high", high, low=low)

    def initializer(shape, rng, dtype):
        return rng.uniform(low, high, shape).astype(dtype)

    return initializer


def normal(std):
    """Return an initializer that draws from the normal distribution with mean 0."""
    number("std", std)

    def initializer(shape, rng, dtype):
        return (std * rng.standard_normal(shape)).astype(dtype)

    return initializer


def xavier_uniform(shape, rng, dtype):
    """Uniform with variance 2 / (n_in + n_out): sigmoid, tanh (Glorot, Bengio, 2010)."""
    n_in, n_out = shape
    limit = np.sqrt(6 / (n_in + n_out))  # a uniform on [-a, a] has variance a**2 / 3
    return uniform(-limit, limit)(shape, rng, dtype)


def xavier_normal(shape, rng, dtype):
    """Normal with variance 2 / (n_in + n_out): sigmoid, tanh (Glorot, Bengio, 2010)."""
    n_in, n_out = shape
    return normal(np.sqrt(2 / (n_in + n_out)))(shape, rng, dtype)


def he_uniform(shape, rng, dtype):
    """Uniform with variance 2 / n_in: ReLU halves the variance (He et al., 2015)."""
    n_in, _ = shape
    limit = np.sqrt(6 / n_in)
    return uniform(-limit, limit)(shape, rng, dtype)


def he_normal(shape, rng, dtype):
    """Normal with variance 2 / n_in: ReLU halves the variance (He et al., 2015)."""
    n_in, _ = shape
    return normal(np.sqrt(2 / n_in))(shape, rng, dtype)


BY_NAME = {f.__name__: f for f in (zeros, xavier_uniform, xavier_normal, he_uniform, he_normal)}


def get(weight_init):
    """Return the initializer of that name, or `weight_init` itself if it is a function."""
    if callable(weight_init):
        return weight_init
    if weight_init not in BY_NAME:
        known = ", ".join(BY_NAME)
        raise ValueError(f"weight_init must be a function or one of {known}, got {weight_init!r}")
    return BY_NAME[weight_init]
