"""Schedules: their shapes, torch's schedulers, and `fit` following one."""

import numpy as np
import pytest
import torch

from largemodels import numpy_nn as nn
from largemodels.numpy_nn import schedules

TWINS = {
    "cosine": (
        schedules.cosine_decay(0.4, 30, 0.1),
        lambda o: torch.optim.lr_scheduler.CosineAnnealingLR(o, 30, eta_min=0.1),
    ),
    "constant": (schedules.constant(0.4), lambda o: torch.optim.lr_scheduler.ConstantLR(o, 1.0)),
}


@pytest.mark.parametrize("name", TWINS)
def test_equals_torch(name):
    ours, scheduler = TWINS[name]
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.4)
    theirs = scheduler(optimizer)
    for t in range(31):
        assert ours(t) == pytest.approx(optimizer.param_groups[0]["lr"], rel=1e-12)
        optimizer.step()
        theirs.step()


def test_a_decay_stays_at_its_end():
    cosine = schedules.cosine_decay(1.0, 10, 0.2)
    assert cosine(10) == cosine(99) == pytest.approx(0.2)


def test_warmup_climbs_and_hands_over():
    half = np.sqrt(0.5) / 2  # of the cosine's way, after a quarter of its steps
    rates = [schedules.warmup(schedules.cosine_decay(1.0, 4), 4)(t) for t in range(9)]
    np.testing.assert_allclose(rates, [0.25, 0.5, 0.75, 1, 1, 0.5 + half, 0.5, 0.5 - half, 0], atol=1e-15)


def test_fit_follows_the_schedule():
    """Plain gradient descent on one weight: the steps show the rates."""
    model = nn.Sequential([nn.Dense(1, 1, rng=np.random.default_rng(0), weight_init="zeros", dtype=np.float64)])
    loss, optimizer = nn.MeanSquaredError(), nn.SGD(model.parameters(), 123.0)
    X = y = np.ones((1, 1))
    seen = []
    nn.fit(
        model,
        loss,
        optimizer,
        X,
        y,
        epochs=4,
        schedule=schedules.warmup(schedules.constant(0.2), 2),
        callback=lambda epoch, history: seen.append(optimizer.learning_rate),
    )
    assert seen == [0.1, 0.2, 0.2, 0.2]
    error = 1.0
    for rate in seen:  # W and b both move by 2 * rate * error
        error *= 1 - 4 * rate
    assert 1 - (model.parameters()[0] + model.parameters()[1]).item() == pytest.approx(error)


@pytest.mark.parametrize(
    ("act", "error"),
    [
        (lambda: schedules.constant(0), ValueError),
        (lambda: schedules.cosine_decay(0.1, 0), ValueError),
        (lambda: schedules.cosine_decay(0.1, 3, final=-1.0), ValueError),
        (lambda: schedules.warmup(0.1, 3), TypeError),
        (lambda: nn.SGD([np.zeros(1)], 0.1, nesterov=True), ValueError),
    ],
)
def test_refusals(act, error):
    with pytest.raises(error):
        act()
