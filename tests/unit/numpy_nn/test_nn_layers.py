"""Layers, functions, initializers: values, precision, and gradients that notice a planted bug."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from largemodels import numpy_nn as nn

LOSSES = [nn.MeanSquaredError, nn.SigmoidCrossEntropy, nn.SoftmaxCrossEntropy]
RIGHT, WRONG = 1e-6, 1e-2
logits = hnp.arrays(np.float64, st.tuples(st.integers(1, 5), st.integers(1, 5)), elements=st.floats(-1e4, 1e4))


def targets(loss, seed=0, n=6, k=3):
    rng = np.random.default_rng(seed)
    return rng.integers(0, k, n) if loss is nn.SoftmaxCrossEntropy else rng.random((n, k))


def net(activation=nn.Tanh, seed=0, dtype=np.float64):
    rng = np.random.default_rng(seed)
    model = nn.Sequential([nn.Dense(4, 5, rng=rng, dtype=dtype), activation(), nn.Dense(5, 3, rng=rng, dtype=dtype)])
    model.layers[0].params["b"][...] = rng.standard_normal(5)
    return model, rng.standard_normal((6, 4)).astype(dtype)


@given(logits)
def test_softmax_is_a_distribution_and_ignores_a_shift(Z):
    P = nn.softmax(Z)
    np.testing.assert_allclose(P.sum(axis=1), 1, rtol=1e-12)
    np.testing.assert_allclose(nn.softmax(Z - Z.max()), P, rtol=1e-9, atol=1e-300)
    np.testing.assert_allclose(nn.log_softmax(Z), Z - np.logaddexp.reduce(Z, axis=1, keepdims=True), atol=1e-11)


@given(st.floats(-1e4, 1e4))
def test_sigmoid_is_symmetric_and_is_a_softmax_of_two(z):
    assert nn.sigmoid(z) + nn.sigmoid(-z) == pytest.approx(1, rel=1e-15)
    assert nn.sigmoid(z) == pytest.approx(nn.softmax([z, 0.0])[0], rel=1e-12)


def test_functions_keep_float32_and_take_integers():
    for f in (nn.sigmoid, nn.softmax, nn.log_softmax):
        assert f(np.zeros((2, 3), np.float32)).dtype == np.float32
        np.testing.assert_array_equal(f([[1, 2, 3]]), f([[1.0, 2.0, 3.0]]))


@pytest.mark.parametrize("loss", [nn.SigmoidCrossEntropy, nn.SoftmaxCrossEntropy])
def test_a_wrong_answer_at_1e4_costs_1e4(loss):
    if loss is nn.SoftmaxCrossEntropy:
        Z, right, wrong = np.array([[1e4, -1e4]]), [0], [1]
        cost = 2e4  # the difference of the two logits
    else:
        Z, right, wrong, cost = np.array([[1e4]]), [[1]], [[0]], 1e4
    assert loss().forward(Z, np.array(right)) == 0
    assert loss().forward(Z, np.array(wrong)) == cost


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("activation", [nn.Sigmoid, nn.Tanh, nn.ReLU])
def test_gradients_agree_with_central_differences(activation, loss):
    model, X = net(activation)
    assert nn.check_gradients(model, loss(), X, targets(loss)) < RIGHT


def test_dropout_gradient_with_the_mask_held_still():
    """A fresh generator of the same seed draws the same mask for every evaluation."""
    dropout = nn.Dropout(0.4, rng=np.random.default_rng(1))
    X = np.random.default_rng(0).standard_normal((5, 4))
    dY = np.random.default_rng(2).standard_normal((5, 4))

    def f():
        dropout.rng = np.random.default_rng(1)
        return float((dropout.forward(X, training=True) * dY).sum())

    f()
    np.testing.assert_allclose(dropout.backward(dY), nn.numerical_gradient(f, X), atol=1e-8)


BUGS = {
    "no transpose of the inputs' order": (nn.Dense, "fill_gradients", lambda s, dY: s.grads.update(
        W=(s.X.T @ dY)[::-1], b=dY.sum(axis=0))),
    "bias gradient averaged, not summed": (nn.Dense, "fill_gradients", lambda s, dY: s.grads.update(
        W=s.X.T @ dY, b=dY.mean(axis=0))),
    "input gradient of the wrong sign": (nn.Dense, "backward", lambda s, dY: (
        s.fill_gradients(dY), -dY @ s.params["W"].T)[1]),
    "sigmoid derivative forgotten": (nn.Sigmoid, "derivative", lambda s, Y: np.ones_like(Y)),
    "tanh derivative 1 - y": (nn.Tanh, "derivative", lambda s, Y: 1 - Y),
    "relu derivative everywhere 1": (nn.ReLU, "derivative", lambda s, Y: np.ones_like(Y)),
    "squared error without its 2": (nn.MeanSquaredError, "gradient", lambda s, Z, y: (Z - y) / Z.size),
    "sigmoid cross-entropy not averaged": (nn.SigmoidCrossEntropy, "gradient", lambda s, Z, y: nn.sigmoid(Z) - y),
    "softmax cross-entropy without the label": (nn.SoftmaxCrossEntropy, "gradient", lambda s, Z, y: (
        nn.softmax(Z) / len(y))),
}  # fmt: skip


@pytest.mark.parametrize("bug", BUGS)
def test_a_planted_bug_is_caught(bug, monkeypatch):
    broken, method, wrong = BUGS[bug]
    activation = broken if issubclass(broken, (nn.Sigmoid, nn.Tanh, nn.ReLU)) else nn.Tanh
    loss = broken if issubclass(broken, nn.Loss) else nn.MeanSquaredError
    model, X = net(activation)
    assert nn.check_gradients(model, loss(), X, targets(loss)) < RIGHT
    monkeypatch.setattr(broken, method, wrong)
    assert nn.check_gradients(model, loss(), X, targets(loss)) > WRONG


def test_numerical_gradient_restores_what_it_changes():
    x = np.array([[1.0, -2.0], [0.5, 3.0]])
    before = x.copy()
    np.testing.assert_allclose(nn.numerical_gradient(lambda: float((x**3).sum()), x), 3 * before**2, rtol=1e-8)
    assert np.array_equal(x, before)
    with pytest.raises(ZeroDivisionError):
        nn.numerical_gradient(lambda: 1 / 0, x)
    assert np.array_equal(x, before)


def test_nan_gradient_is_not_a_pass(monkeypatch):
    model, X = net()
    monkeypatch.setattr(nn.Tanh, "derivative", lambda self, Y: np.full_like(Y, np.nan))
    assert np.isnan(nn.check_gradients(model, nn.MeanSquaredError(), X, targets(nn.MeanSquaredError)))


def test_dropout_drops_its_share_and_keeps_the_mean():
    X = np.ones((1000, 100), np.float32)
    dropout = nn.Dropout(0.3, rng=np.random.default_rng(0))
    assert dropout.forward(X) is X
    Y = dropout.forward(X, training=True)
    assert np.mean(Y == 0) == pytest.approx(0.3, abs=0.01)
    assert Y.mean() == pytest.approx(1, abs=0.01)
    np.testing.assert_array_equal(dropout.backward(X), Y)  # the same mask, backward


@pytest.mark.parametrize("name", nn.initializers.BY_NAME)
def test_initializers_have_the_variance_they_promise(name):
    n_in, n_out = 300, 500
    W = nn.initializers.get(name)((n_in, n_out), np.random.default_rng(0), np.float32)
    promised = {"zeros": 0, "xavier": 2 / (n_in + n_out), "he": 2 / n_in}[name.split("_")[0]]
    assert W.dtype == np.float32 and W.shape == (n_in, n_out)
    assert abs(W.mean()) < 1e-3 and W.var() == pytest.approx(promised, rel=0.02)
    if name.endswith("uniform"):
        assert abs(W).max() <= np.float32(np.sqrt(3 * promised))


def test_initializers_with_a_size():
    rng = np.random.default_rng(0)
    W = nn.initializers.uniform(-2, 3)((500, 500), rng, np.float64)
    assert W.min() >= -2 and W.max() < 3 and W.mean() == pytest.approx(0.5, abs=0.01)
    assert nn.initializers.normal(0.1)((500, 500), rng, np.float64).std() == pytest.approx(0.1, rel=0.01)


def test_one_seed_gives_one_net_in_both_precisions():
    for a, b in zip(net(dtype=np.float32)[0].parameters(), net()[0].parameters(), strict=True):
        np.testing.assert_array_equal(a, b.astype(np.float32))


def test_sequential_lists_parameters_and_gradients_alike():
    model, X = net()
    loss = nn.MeanSquaredError()
    loss.forward(model.forward(X), targets(nn.MeanSquaredError))
    model.backward(loss.backward())
    whole = model.gradients()
    assert [g.shape for g in whole] == [p.shape for p in model.parameters()] == [(4, 5), (5,), (5, 3), (3,)]
    assert model.n_parameters == 4 * 5 + 5 + 5 * 3 + 3
    model.fill_gradients(loss.backward())  # the short cut gives the same
    for a, b in zip(whole, model.gradients(), strict=True):
        np.testing.assert_array_equal(a, b)
    assert repr(model) == "Sequential([Dense(4, 5), Tanh(), Dense(5, 3)])"
    np.testing.assert_array_equal(model(X), model.forward(X))


@pytest.mark.parametrize("optimizer", [nn.SGD, nn.RMSProp, nn.Adam, nn.AdamW])
def test_a_step_on_float32_stays_float32(optimizer):
    p = np.ones((2, 3), np.float32)
    made = optimizer([p], 0.1)
    made.step([np.ones_like(p)])
    assert p.dtype == np.float32 and (p < 1).all()
    assert all(v.dtype == np.float32 for v in vars(made).values() if isinstance(v, np.ndarray))


@pytest.mark.parametrize("optimizer", [nn.SGD, nn.RMSProp, nn.Adam])
def test_no_gradient_no_step(optimizer):
    p = np.ones((2, 3), np.float32)
    made = optimizer([p], 0.1)
    for _ in range(10):
        made.step([np.zeros_like(p)])
    assert (p == 1).all()


@pytest.mark.parametrize("optimizer", [nn.Adam, lambda params, rate: nn.SGD(params, rate, momentum=0.9)])
def test_the_memory_of_a_dead_unit_does_not_become_subnormal(optimizer):
    p = np.ones(3, np.float32)
    made = optimizer([p], 0.1)
    made.step([np.array([1, -1, 0], np.float32)])
    for _ in range(1500):
        made.step([np.zeros_like(p)])
    memory = made.m if isinstance(made, nn.Adam) else made.v
    assert ((memory == 0) | (abs(memory) >= np.finfo(np.float32).tiny)).all()
    assert abs(memory).max() < 1e-36 and memory[2] == 0
