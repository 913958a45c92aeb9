"""Our network beside torch, both in float64: gradients, losses and a hundred steps to 1e-8."""

import numpy as np
import pytest
import torch

from largemodels import numpy_nn as nn

RELATIVE = 1e-8
ACTIVATIONS = {
    nn.Sigmoid: torch.nn.Sigmoid,
    nn.Tanh: torch.nn.Tanh,
    nn.ReLU: torch.nn.ReLU,
}
LOSSES = {
    nn.MeanSquaredError: torch.nn.MSELoss,
    nn.SigmoidCrossEntropy: torch.nn.BCEWithLogitsLoss,
    nn.SoftmaxCrossEntropy: torch.nn.CrossEntropyLoss,
}


def problem(loss, seed, n=7, d=5, k=3):
    """Return random inputs (n, d) and targets of the kind `loss` takes."""
    rng = np.random.default_rng(seed)
    X = rng.standard_normal((n, d))
    if loss is nn.SoftmaxCrossEntropy:
        return X, rng.integers(0, k, n)
    if loss is nn.SigmoidCrossEntropy:
        return X, rng.random((n, k))
    return X, rng.standard_normal((n, k))


def twins(activation, seed, widths=(5, 8, 6, 3)):
    """Return our net and torch's with the same weights and random biases."""
    rng = np.random.default_rng(seed)
    ours, theirs = [], []
    for n_in, n_out in zip(widths, widths[1:], strict=False):
        dense = nn.Dense(n_in, n_out, rng=rng, dtype=np.float64)
        dense.params["b"][...] = rng.standard_normal(n_out)
        linear = torch.nn.Linear(n_in, n_out, dtype=torch.float64)
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(dense.params["W"].T))
            linear.bias.copy_(torch.from_numpy(dense.params["b"]))
        ours += [dense, activation()]
        theirs += [linear, ACTIVATIONS[activation]()]
    return nn.Sequential(ours[:-1]), torch.nn.Sequential(*theirs[:-1])


def parameters_of(theirs):
    """Return torch's parameters in our shapes: its weight is our W transposed."""
    return [p.detach().numpy().T for p in theirs.parameters()]


def assert_close(ours, theirs):
    scale = max(np.abs(theirs).max(), 1e-12)
    assert np.abs(ours - theirs).max() <= RELATIVE * scale


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("seed", range(5))
def test_gradients_of_whole_networks(activation, loss, seed):
    X, y = problem(loss, seed)
    ours, theirs = twins(activation, seed)
    our_loss = loss()
    value = our_loss.forward(ours.forward(X), y)
    dX = ours.backward(our_loss.backward())

    X_torch = torch.tensor(X, requires_grad=True)
    expected = LOSSES[loss]()(theirs(X_torch), torch.from_numpy(y))
    expected.backward()

    assert value == pytest.approx(expected.item(), rel=RELATIVE)
    assert_close(dX, X_torch.grad.numpy())
    for gradient, p in zip(ours.gradients(), theirs.parameters(), strict=True):
        assert_close(gradient, p.grad.numpy().T)


OPTIMIZERS = {
    "gradient descent": (nn.SGD, torch.optim.SGD, {"learning_rate": 0.1}),
    "momentum": (nn.SGD, torch.optim.SGD, {"learning_rate": 0.05, "momentum": 0.9}),
    "Nesterov": (nn.SGD, torch.optim.SGD, {"learning_rate": 0.05, "momentum": 0.9, "nesterov": True}),
    "RMSProp": (nn.RMSProp, torch.optim.RMSprop, {}),
    "RMSProp, other numbers": (nn.RMSProp, torch.optim.RMSprop, {"learning_rate": 0.003, "alpha": 0.9, "eps": 1e-4}),
    "Adam": (nn.Adam, torch.optim.Adam, {}),
    "Adam, other numbers": (nn.Adam, torch.optim.Adam, {"learning_rate": 0.03, "betas": (0.8, 0.99), "eps": 1e-3}),
    "AdamW": (nn.AdamW, torch.optim.AdamW, {}),
    "AdamW, other numbers": (nn.AdamW, torch.optim.AdamW, {"learning_rate": 0.02, "weight_decay": 0.3}),
}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_hundred_steps(name):
    """Names without numbers take the defaults, so this compares the defaults, too."""
    ours_class, theirs_class, options = OPTIMIZERS[name]
    X, y = problem(nn.SoftmaxCrossEntropy, 0, n=20)
    ours, theirs = twins(nn.Tanh, 1)
    our_optimizer = ours_class(ours.parameters(), **options)
    renamed = {"lr" if key == "learning_rate" else key: value for key, value in options.items()}
    their_optimizer = theirs_class(theirs.parameters(), **renamed)
    loss, their_loss = nn.SoftmaxCrossEntropy(), torch.nn.CrossEntropyLoss()
    for _ in range(100):
        loss.forward(ours.forward(X), y)
        ours.fill_gradients(loss.backward())
        our_optimizer.step(ours.gradients())

        their_optimizer.zero_grad()
        their_loss(theirs(torch.from_numpy(X)), torch.from_numpy(y)).backward()
        their_optimizer.step()
    for p, q in zip(ours.parameters(), parameters_of(theirs), strict=True):
        assert_close(p, q)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("loss", [nn.SigmoidCrossEntropy, nn.SoftmaxCrossEntropy])
def test_losses_at_huge_logits(loss, dtype):
    rng = np.random.default_rng(0)
    for scale in (1.0, 100.0, 1e4):
        Z = (scale * rng.choice([-1.0, 0.0, 1.0], (50, 4))).astype(dtype)
        y = rng.integers(0, 4, 50) if loss is nn.SoftmaxCrossEntropy else rng.integers(0, 2, (50, 4)).astype(dtype)
        ours = loss()
        value = ours.forward(Z, y)
        Z_torch = torch.tensor(Z, requires_grad=True)
        expected = LOSSES[loss]()(Z_torch, torch.from_numpy(y))
        expected.backward()
        tolerance = 1e-6 if dtype is np.float32 else RELATIVE
        assert np.isfinite(value) and value == pytest.approx(expected.item(), rel=tolerance)
        np.testing.assert_allclose(ours.backward(), Z_torch.grad.numpy(), rtol=tolerance, atol=1e-8)


def test_functions_at_huge_logits():
    Z = np.array([[1e4, -1e4, 0.0], [-1e4, -1e4, -1e4], [700.0, 710.0, 720.0], [-800.0, 3.0, 800.0]])
    t = torch.from_numpy(Z)
    for ours, theirs in [
        (nn.softmax(Z), t.softmax(1)),
        (nn.log_softmax(Z), t.log_softmax(1)),
        (nn.sigmoid(Z), t.sigmoid()),
    ]:
        np.testing.assert_allclose(ours, theirs.numpy(), rtol=1e-12)


def test_a_whole_training_gives_the_same_loss_curve():
    X, y = problem(nn.SigmoidCrossEntropy, 3)
    ours, theirs = twins(nn.Sigmoid, 3)
    history = nn.fit(ours, nn.SigmoidCrossEntropy(), nn.SGD(ours.parameters(), 0.5), X, y, epochs=200)
    optimizer, curve = torch.optim.SGD(theirs.parameters(), lr=0.5), []
    for _ in range(200):
        optimizer.zero_grad()
        loss = torch.nn.BCEWithLogitsLoss()(theirs(torch.from_numpy(X)), torch.from_numpy(y))
        loss.backward()
        optimizer.step()
        curve.append(loss.item())
    np.testing.assert_allclose(history.loss, curve, rtol=RELATIVE)
