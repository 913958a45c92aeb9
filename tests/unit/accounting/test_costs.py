"""Memory, hours, money and the laws of compute-optimal training."""

import numpy as np
import pytest

from largemodels import accounting
from largemodels.accounting import BESIROGLU, GPT2_SMALL, GPT3, HOFFMANN, HOFFMANN_SOURCE


def test_training_state():
    state = accounting.training_state_bytes(1000)
    assert state == {"weight": 2000, "gradient": 2000, "master": 4000, "moments": 8000}
    assert sum(accounting.training_state_bytes(1000, accounting.ADAM_FLOAT32).values()) == 16000
    assert sum(accounting.training_state_bytes(1000, accounting.SGD_FLOAT32).values()) == 8000


@pytest.mark.parametrize(("tokens", "batch", "width", "heads"), [(2048, 1, 12288, 96), (128, 4, 64, 4)])
def test_activations_are_the_published_sum(tokens, batch, width, heads):
    ours = sum(accounting.block_activation_bytes(tokens, batch, width, heads).values())
    assert ours == pytest.approx(tokens * batch * width * (34 + 5 * heads * tokens / width))


def test_activations_of_a_model():
    one = sum(accounting.block_activation_bytes(1024, 2, 768, 12).values())
    assert accounting.activation_bytes(GPT2_SMALL, 1024, 2) == 12 * one


def test_hours_and_money():
    chip = accounting.Accelerator("toy", 1e12, 1e9)
    hours = accounting.chip_hours(3600e12, chip, 0.5)
    assert hours == 2
    assert accounting.utilization(3600e12, hours, chip) == pytest.approx(0.5)
    assert accounting.price(hours, 3) == 6
    assert accounting.dense_training_flops(10, 100) == 6000


@pytest.mark.parametrize("law", [HOFFMANN, HOFFMANN_SOURCE, BESIROGLU])
def test_optimum_is_where_the_loss_is_least(law):
    for flops in (1e19, 5.76e23):
        best = law.optimum(flops)
        assert 6 * best.parameters * best.tokens == pytest.approx(flops)
        N = best.parameters * np.logspace(-1, 1, 20001)
        losses = law.loss(N, flops / 6 / N)
        assert N[losses.argmin()] == pytest.approx(best.parameters, rel=1e-3)
        assert losses.min() == pytest.approx(best.loss, rel=1e-9)
    steps = np.log(law.optimum(1e24).parameters / law.optimum(1e20).parameters) / np.log(1e4)
    assert steps == pytest.approx(law.exponent)


def test_six_n_d_is_close_for_a_wide_model():
    exact = GPT3.training_flops(2048)
    assert exact / accounting.dense_training_flops(GPT3.n_parameters, 1) == pytest.approx(1.0136, abs=2e-3)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: accounting.training_state_bytes(0), ValueError, "n_parameters must be at least 1"),
        (lambda: accounting.training_state_bytes(5, "adam"), TypeError, "memory must be a TrainingMemory, got str"),
        (lambda: accounting.TrainingMemory(4, 4, 0, -8), ValueError, "moments must be at least 0"),
        (lambda: accounting.chip_hours(1e20, accounting.A100, 40), ValueError, "utilization must be at most 1"),
        (lambda: accounting.chip_hours(-1, accounting.A100, 0.4), ValueError, "flops must be greater than 0"),
        (
            lambda: accounting.utilization(1e20, float("nan"), accounting.A100),
            ValueError,
            "hours must be greater than 0",
        ),
        (lambda: accounting.price("2", 3), TypeError, "hours must be a number, got str"),
        (lambda: accounting.Accelerator("x", 0, 1), ValueError, "flops"),
        (lambda: accounting.LossLaw(1, 1, 1, 0, 1), ValueError, "alpha must be greater than 0"),
        (lambda: BESIROGLU.optimum(0), ValueError, "flops must be greater"),
        (lambda: accounting.block_activation_bytes(1, 1, 0, 1), ValueError, "width"),
    ],
)
def test_bad_input(call, error, words):
    with pytest.raises(error, match=words):
        call()
