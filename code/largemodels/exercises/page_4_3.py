"""Checkers of page 4.3."""

import itertools

import numpy as np

from largemodels.numpy_nn import numerical_gradient, sigmoid

from .registry import NotYet, checker


def _two_layer_loss(X, y, W1, b1, W2, b2):
    """Mean cross-entropy of tanh(X W1 + b1) W2 + b2, from the logits."""
    Z2 = np.tanh(X @ W1 + b1) @ W2 + b2
    return float(np.mean(np.logaddexp(0, Z2) - y * Z2))


@checker("ex-4-3-hidden-gradient")
def check_hidden_gradient(hidden_gradient):
    """Gradients of a tanh hidden layer, against central differences on several shapes."""
    rng = np.random.default_rng(7)
    for n, d, h in [(4, 2, 3), (5, 3, 5), (6, 6, 6)]:  # n = h hides wrong transposes from the shapes
        X, y = rng.normal(size=(n, d)), rng.integers(0, 2, (n, 1)).astype(float)
        W1, b1, W2, b2 = rng.normal(size=(d, h)), rng.normal(size=h), rng.normal(size=(h, 1)), rng.normal(size=1)
        H = np.tanh(X @ W1 + b1)
        dZ2 = (1 / (1 + np.exp(-(H @ W2 + b2))) - y) / n
        answer = hidden_gradient(X, H, W2, dZ2)
        if not isinstance(answer, tuple) or len(answer) != 2:
            raise NotYet("应当返回两个数组：dW1, db1")
        for name, got, parameter in [("dW1", answer[0], W1), ("db1", answer[1], b1)]:
            if np.shape(got) != parameter.shape:
                raise NotYet(f"{name} 的形状是 {np.shape(got)}，参数的形状是 {parameter.shape}，两者应当相同")
            truth = numerical_gradient(lambda: _two_layer_loss(X, y, W1, b1, W2, b2), parameter)
            if not np.allclose(got, truth, rtol=1e-5, atol=1e-8):
                raise NotYet(f"{name} 形状对了，但与中心差分不符；从 H 走回 Z1 时乘过 tanh 的导数吗？")


@checker("ex-4-3-bias-gradient")
def check_bias_gradient(bias_gradient):
    """Bias gradients of stacked networks: the sum over the example axis, also where S = n = h."""
    rng = np.random.default_rng(8)
    for S, n, h in [(3, 4, 2), (5, 5, 5), (1, 1, 3)]:
        dZ = rng.normal(size=(S, n, h))
        answer = np.asarray(bias_gradient(dZ))
        if answer.shape != (S, 1, h):
            raise NotYet(f"dZ 的形状是 {dZ.shape} 时，偏置的梯度应为 {(S, 1, h)}，得到 {answer.shape}")
        truth = np.stack([[[dZ[s, :, j].sum() for j in range(h)]] for s in range(S)])
        if not np.allclose(answer, truth):
            raise NotYet("形状对了，数值不对：应当沿哪一个轴求和？")


@checker("ex-4-3-parity")
def check_parity(parity_network):
    """Three-bit parity by a sigmoid network; two hidden units are enough, one is not."""
    X = np.array(list(itertools.product([0, 1], repeat=3)), dtype=float)
    y = X.sum(axis=1, keepdims=True) % 2
    W1, b1, W2, b2 = (np.asarray(A, dtype=float) for A in parity_network())
    h = W1.shape[-1]
    if (W1.shape, b1.shape, W2.shape, b2.shape) != ((3, h), (h,), (h, 1), (1,)):
        raise NotYet(f"形状应为 (3, h)、(h,)、(h, 1)、(1,)，得到 {W1.shape}、{b1.shape}、{W2.shape}、{b2.shape}")
    P = sigmoid(sigmoid(X @ W1 + b1) @ W2 + b2)
    right = int((np.abs(P - y) < 0.1).sum())
    if right < 8:
        raise NotYet(f"8 个样本里有 {right} 个满足 |p - y| < 0.1")
    if h > 2:
        raise NotYet(f"{h} 个隐藏单元解出来了，很好；还能更少")
