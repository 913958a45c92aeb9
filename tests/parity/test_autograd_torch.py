"""Our autograd against torch: random expressions, value and gradient, in float64."""

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from largemodels.numpy_nn import Tensor

SHAPES = [(), (1,), (3,), (2, 3), (3, 2), (1, 3), (2, 1), (2, 3, 3), (2, 1, 3)]

# name: (ours, torch's); each keeps numbers of moderate size moderate
UNARY = {
    "neg": (lambda x: -x, lambda x: -x),
    "square": (lambda x: x**2, lambda x: x**2),
    "exp": (lambda x: (x * 0.3).exp(), lambda x: (x * 0.3).exp()),
    "log": (lambda x: (x * x + 0.5).log(), lambda x: (x * x + 0.5).log()),
    "root": (lambda x: (x * x + 0.5) ** 0.5, lambda x: (x * x + 0.5) ** 0.5),
    "tanh": (lambda x: x.tanh(), torch.tanh),
    "sigmoid": (lambda x: x.sigmoid(), torch.sigmoid),
    "relu": (lambda x: x.relu(), torch.relu),
    "constant": (lambda x: 2 - x + 1.5 * x / 0.7, lambda x: 2 - x + 1.5 * x / 0.7),
    "reciprocal": (lambda x: 1 / (x * x + 1), lambda x: 1 / (x * x + 1)),
}
BINARY = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / (b * b + 1.0),
}


def broadcastable(a, b):
    return all(1 in pair or pair[0] == pair[1] for pair in zip(a[::-1], b[::-1], strict=False))


def multipliable(a, b):
    return min(len(a), len(b)) >= 2 and a[-1] == b[-2] and broadcastable(a[:-2], b[:-2])


def grow(pool, draw):
    """Add to `pool`, pairs (ours, torch's), one more made from what is there."""
    kinds = ["unary", "binary", "matmul", "reduce", "reshape", "transpose", "index"]
    kind = draw(st.sampled_from(kinds))
    ours, theirs = pool[draw(st.integers(0, len(pool) - 1))]
    shape = ours.shape
    if kind in ("binary", "matmul"):
        fits = broadcastable if kind == "binary" else multipliable
        partners = [pair for pair in pool if fits(shape, pair[0].shape)]
        if not partners:
            return
        partner = partners[draw(st.integers(0, len(partners) - 1))]
        f = BINARY[draw(st.sampled_from(sorted(BINARY)))] if kind == "binary" else lambda a, b: a @ b
        new = f(ours, partner[0]), f(theirs, partner[1])
    elif kind == "unary":
        f, g = UNARY[draw(st.sampled_from(sorted(UNARY)))]
        new = f(ours), g(theirs)
    elif kind == "reduce":
        axis = draw(st.sampled_from([None, *range(-len(shape), len(shape))]))
        keepdims = draw(st.booleans())
        name, twin = draw(st.sampled_from([("sum", torch.sum), ("mean", torch.mean), ("max", torch.amax)]))
        axes = tuple(range(len(shape))) if axis is None else axis
        new = getattr(ours, name)(axis, keepdims), twin(theirs, axes, keepdim=keepdims)
    elif kind == "reshape":
        size = ours.data.size
        to = draw(st.sampled_from([(size,), (-1,), (1, size), (size, 1)]))
        new = ours.reshape(*to), theirs.reshape(*to)
    elif kind == "transpose":
        axes = draw(st.permutations(range(len(shape))))
        new = ours.transpose(*axes) if axes else ours.T, theirs.permute(axes)
    else:
        if not shape:
            return
        n = shape[0]
        rows = draw(st.lists(st.integers(-n, n - 1), min_size=1, max_size=4))
        index = draw(st.sampled_from([rows, rows[0], slice(0, rows[0]), (..., None), (slice(None), None)]))
        if isinstance(index, slice) and not range(n)[index]:
            return
        new = ours[index], theirs[index]
    pool.append(new)


@pytest.mark.slow
@settings(
    max_examples=2000,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(data=st.data())
def test_random_expressions_equal_torch(data):
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
    shapes = data.draw(st.lists(st.sampled_from(SHAPES), min_size=2, max_size=4))
    arrays = [rng.normal(size=shape).round(1) for shape in shapes]  # rounded, so that maxima tie
    leaves = [(Tensor(a), torch.tensor(a, requires_grad=True)) for a in arrays]
    pool = list(leaves)
    for _ in range(data.draw(st.integers(2, 8))):
        grow(pool, data.draw)
    weights = [rng.normal(size=ours.shape) for ours, _ in pool]
    ours = sum((w * a).sum() for w, (a, _) in zip(weights, pool, strict=True))
    theirs = sum((torch.tensor(w) * b).sum() for w, (_, b) in zip(weights, pool, strict=True))
    ours.backward()
    theirs.backward()
    close(ours.data, theirs.detach().numpy())
    for a, b in leaves:
        close(a.grad, b.grad.numpy())


def close(ours, theirs):
    assert ours.shape == theirs.shape
    scale = max(1.0, np.abs(theirs).max(initial=0.0))
    assert np.isfinite(scale)
    assert np.abs(ours - theirs).max(initial=0.0) <= 1e-8 * scale
