"""Attention in NumPy: each position decides, from what it holds, how much to take from each other one.

``softmax(Q K^T / sqrt(d)) V`` (Vaswani et al., 2017), the two masks that go with it, and several
heads side by side. Masks are boolean and say what may be looked at: True is allowed, as in torch's
``scaled_dot_product_attention`` (torch's ``MultiheadAttention`` means the opposite).

Left out: gradients, dropout on the weights, caching of keys and values, and the fused kernels that
never store the whole table of weights. Taught on page 2.3.
"""

import numpy as np


def attention_weights(Q, K, mask=None):
    """Return how much each query takes from each position: rows of shares that sum to 1.

    Parameters
    ----------
    Q : ndarray, (..., t, d)
        Queries: what each position is looking for.
    K : ndarray, (..., s, d)
        Keys: what each position can be found by.
    mask : ndarray of bool, broadcasts to (..., t, s), optional
        True where the query of the row may look at the key of the column.

    Returns
    -------
    ndarray, (..., t, s)
        A row whose every position is masked is all zeros, as in torch.

    Raises
    ------
    ValueError
        If the widths of `Q` and `K` differ, or the shapes do not fit together.
    TypeError
        If `Q` or `K` is not of a float type, or `mask` is not boolean.

    Notes
    -----
    Taught on page 2.3.
    """
    Q, K = _floats("Q", Q), _floats("K", K)
    if Q.shape[-1] != K.shape[-1]:
        raise ValueError(f"Q and K must have the same width, got shapes {Q.shape} and {K.shape}")
    _broadcast("Q and K", Q.shape[:-2], K.shape[:-2])
    scores = Q @ K.swapaxes(-1, -2) / Q.shape[-1] ** 0.5  # (..., t, d) @ (..., d, s) -> (..., t, s)
    if mask is not None:
        scores = np.where(_allowed(mask, scores.shape), scores, -np.inf)
    top = scores.max(axis=-1, keepdims=True)
    weights = np.exp(scores - np.where(top == -np.inf, 0, top))  # the largest is exp(0): no overflow
    total = weights.sum(axis=-1, keepdims=True)
    return weights / np.where(total == 0, 1, total)


def scaled_dot_product_attention(Q, K, V, mask=None):
    """Return, for each query, the average of the values, weighted by `attention_weights`.

    Parameters
    ----------
    Q, K, mask
        As for `attention_weights`.
    V : ndarray, (..., s, v)
        Values: what each position hands over.

    Returns
    -------
    ndarray, (..., t, v)

    Raises
    ------
    ValueError, TypeError
        As for `attention_weights`; also if `K` and `V` differ in length.

    Notes
    -----
    Equal to ``torch.nn.functional.scaled_dot_product_attention`` to rounding. Taught on page 2.3.
    """
    weights, V = attention_weights(Q, K, mask), _floats("V", V)
    if weights.shape[-1] != V.shape[-2]:
        raise ValueError(f"K and V must have the same length, got {weights.shape[-1]} and {V.shape[-2]}")
    _broadcast("Q, K and V", weights.shape[:-2], V.shape[:-2])
    return weights @ V  # (..., t, s) @ (..., s, v) -> (..., t, v)


def causal_mask(length):
    """Return the mask that lets each position look at itself and at those before it: (length, length) bool."""
    if not isinstance(length, (int, np.integer)) or isinstance(length, bool) or length < 1:
        raise ValueError(f"length must be a whole number of at least 1, got {length!r}")
    return np.tril(np.ones((length, length), dtype=bool))


def padding_mask(lengths, length):
    """Return the mask that hides what fills short sequences up to a common length.

    Parameters
    ----------
    lengths : sequence of n int
        The true length of each sequence of the batch.
    length : int
        The common length.

    Returns
    -------
    ndarray of bool, (n, 1, 1, length)
        Broadcasts over heads and queries. Combine with a causal mask by ``&``.

    Raises
    ------
    ValueError
        If `lengths` is not a row of whole numbers from 0 to `length`.

    Notes
    -----
    Taught on page 2.3.
    """
    lengths = np.asarray(lengths)
    if lengths.ndim != 1 or lengths.dtype.kind not in "iu" or lengths.min(initial=0) < 0:
        raise ValueError(f"lengths must be a row of whole numbers, none negative, got {lengths!r}")
    if lengths.max(initial=0) > length:
        raise ValueError(f"lengths must not exceed length = {length}, got {int(lengths.max())}")
    return (np.arange(length) < lengths[:, None])[:, None, None, :]  # (n, length) -> (n, 1, 1, length)


class MultiHeadAttention:
    """Self-attention by several heads, each on its own share of the width.

    Parameters
    ----------
    width : int
        Of each position's vector, in and out.
    heads : int
        Divides `width`.
    rng : numpy.random.Generator
        Draws the weights, with variance ``1 / width``.
    dtype : float dtype

    Attributes
    ----------
    params : dict of ndarray, (width, width)
        ``Wq``, ``Wk``, ``Wv`` make queries, keys and values; ``Wo`` mixes what the heads bring back.

    Notes
    -----
    No biases.
    """

    def __init__(self, width, heads, *, rng, dtype=np.float32):
        if heads < 1 or width % heads:
            raise ValueError(f"heads must divide width, got width = {width} and heads = {heads}")
        self.width, self.heads = width, heads
        self.params = {
            name: (rng.normal(size=(width, width)) / width**0.5).astype(dtype) for name in ("Wq", "Wk", "Wv", "Wo")
        }

    def __call__(self, X, mask=None):
        """Return the new vector of each position: (n, t, width) -> (n, t, width)."""
        if X.ndim != 3 or X.shape[-1] != self.width:
            raise ValueError(f"X must have shape (n, t, {self.width}), got {X.shape}")
        Q, K, V = (self.split(X @ self.params[name]) for name in ("Wq", "Wk", "Wv"))
        A = scaled_dot_product_attention(Q, K, V, mask)  # (n, heads, t, width / heads)
        return A.transpose(0, 2, 1, 3).reshape(X.shape) @ self.params["Wo"]  # heads side by side, then mixed

    def split(self, X):
        """Cut each vector into one piece a head: (n, t, width) -> (n, heads, t, width / heads)."""
        n, t, _ = X.shape
        return X.reshape(n, t, self.heads, -1).transpose(0, 2, 1, 3)


def _floats(name, array):
    array = np.asarray(array)
    if array.dtype.kind != "f":
        raise TypeError(f"{name} must hold floats, got dtype {array.dtype}")
    if array.ndim < 2:
        raise ValueError(f"{name} must have at least two axes, positions and width, got shape {array.shape}")
    return array


def _broadcast(names, *shapes):
    try:
        return np.broadcast_shapes(*shapes)
    except ValueError:
        raise ValueError(f"the leading axes of {names} do not broadcast: {shapes}") from None


def _allowed(mask, shape):
    mask = np.asarray(mask)
    if mask.dtype != bool:
        raise TypeError(f"mask must be boolean, True where looking is allowed, got dtype {mask.dtype}")
    try:
        fits = np.broadcast_shapes(mask.shape, shape)[-2:] == shape[-2:]
    except ValueError:
        fits = False
    if not fits:
        raise ValueError(f"mask must broadcast to {shape}, got shape {mask.shape}")
    return mask
