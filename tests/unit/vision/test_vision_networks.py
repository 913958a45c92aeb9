"""Networks and training: sizes, that training learns, and what it refuses."""

import json
import subprocess
import sys

import numpy as np
import pytest
import torch

from largemodels.studies.mnist import STEPS, load_results
from largemodels.vision.augment import random_affine, random_shift
from largemodels.vision.cnn import fast_cnn, keras_cnn, torch_cnn
from largemodels.vision.mlp import keras_mlp, torch_mlp
from largemodels.vision.training import PAGE_RECIPE, Recipe, accuracy, predict, train


def n_parameters(model):
    return sum(p.numel() for p in model.parameters())


def test_the_articles_network_has_the_same_size_in_both_libraries():
    assert n_parameters(torch_mlp()) == keras_mlp().count_params() == 55050


def test_the_convolutional_network_has_the_same_size_in_both_libraries():
    keras_model = keras_cnn()
    trainable = sum(int(np.prod(w.shape)) for w in keras_model.trainable_weights)
    assert n_parameters(torch_cnn()) == trainable == 29178


@pytest.mark.parametrize("channels", [(4,), (4, 8), (4, 8, 8)])
@pytest.mark.parametrize("batch_norm", [True, False])
def test_shapes(channels, batch_norm):
    assert torch_cnn(channels, batch_norm)(torch.zeros(2, 1, 28, 28)).shape == (2, 10)


def test_importing_the_room_loads_neither_library():
    code = (
        "import sys, largemodels.vision, largemodels.vision.mlp, largemodels.numpy_nn.convolution, largemodels.vision.cnn;"
        "sys.exit(any(m in sys.modules for m in ('torch', 'keras', 'tensorflow')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def bars(n, seed=0):
    """Return images with one bright row (class 0) or column (class 1)."""
    rng = np.random.default_rng(seed)
    x, y = np.zeros((n, 28, 28), np.float32), rng.integers(0, 2, n)
    for image, label, at in zip(x, y, rng.integers(4, 24, n), strict=True):
        (image if label == 0 else image.T)[at] = 1
    return x, y


@pytest.mark.parametrize("recipe", [
    Recipe(epochs=3, batch_size=16, shift=1),
    Recipe(epochs=3, batch_size=16, affine=(5, 0.1, 0.1, 1)),
    Recipe(epochs=3, batch_size=16, one_cycle=False, learning_rate=0.003),
])
def test_it_learns_rows_from_columns_at_places_it_has_not_seen(recipe):
    torch.manual_seed(0)
    model = train(torch_cnn((4, 8)), *bars(320), recipe)
    assert accuracy(model, *bars(200, seed=1)) >= 0.95


def test_the_same_seed_trains_the_same_network():
    answers = []
    for _ in range(2):
        torch.manual_seed(1)
        model = train(torch_cnn((4,)), *bars(64), Recipe(epochs=2, batch_size=8, shift=1), seed=3)
        answers.append(predict(model, bars(8)[0]))
    np.testing.assert_allclose(*answers, rtol=1e-5)


def test_training_refuses_what_it_cannot_use():
    x, y = bars(8)
    with pytest.raises(ValueError, match="equally long"):
        train(torch_cnn((4,)), x, y[:7], PAGE_RECIPE)
    with pytest.raises(ValueError, match="batch_size must be from 1 to the 8 rows"):
        train(torch_cnn((4,)), x, y, PAGE_RECIPE)
    with pytest.raises(ValueError, match="8 steps"):
        train(torch_cnn((4,)), x, y, Recipe(epochs=1, batch_size=4))
    with pytest.raises(ValueError, match="views"):
        predict(torch_cnn((4,)), x, views=3)


@pytest.mark.parametrize("views", [1, 5])
def test_predictions_are_probabilities_whatever_the_batch(views):
    model, x = torch_cnn((4,)).eval(), bars(7)[0]
    p = predict(model, x, views=views)
    assert p.shape == (7, 10)
    np.testing.assert_allclose(p.sum(axis=1), 1, rtol=1e-5)
    np.testing.assert_allclose(p, predict(model, x, views=views, batch_size=3), atol=1e-6)


def test_shifts_are_whole_pixels_within_bounds():
    x = torch.zeros(200, 1, 28, 28)
    x[:, 0, 14, 14] = 1
    at = random_shift(x, 1, torch.Generator().manual_seed(0)).flatten(1)
    assert set(at.sum(dim=1).tolist()) == {1.0}
    places = {divmod(int(k), 28) for k in at.argmax(dim=1)}
    assert places == {(r, c) for r in (13, 14, 15) for c in (13, 14, 15)}


def test_an_affine_distortion_of_nothing_is_the_identity():
    x = torch.rand(3, 1, 28, 28)
    torch.testing.assert_close(random_affine(x, 0, 0, 0, 0), x, atol=1e-5, rtol=0)


def test_an_affine_distortion_shifts_by_at_most_its_pixels():
    x = torch.zeros(100, 1, 28, 28)
    x[:, 0, 13:15, 13:15] = 0.25
    moved = random_affine(x, 0, 0, 0, 2, torch.Generator().manual_seed(0))[:, 0]
    centre = (moved * torch.arange(28.0)).sum(dim=(1, 2)) / moved.sum(dim=(1, 2)) - 13.5
    assert 1.5 < centre.abs().max() <= 2.001


def test_the_stored_runs_say_what_the_page_says():
    final = load_results("final")["runs"]
    assert [(r["library"], r["seed"]) for r in final] == [(lib, s) for lib in ("torch", "keras") for s in range(5)]
    assert all(r["test_correct"] >= 9910 and r["test_n"] == 10000 for r in final)
    assert json.dumps(load_results("final")["recipe"]) == json.dumps(PAGE_RECIPE.__dict__)
    assert len(load_results("article")["runs"]) == 20
    ablation = load_results("ablation")
    assert [s["name"] for s in ablation["steps"]] == [s[0] for s in STEPS] + ["five views", "ensemble"]


def test_the_fast_network_sees_nothing_of_the_margin():
    model, x = fast_cnn().eval(), torch.rand(2, 1, 28, 28)
    framed = x.clone()
    framed[..., :2, :] = framed[..., -2:, :] = 1
    framed[..., :2] = framed[..., -2:] = 1
    assert model(x).shape == (2, 10)
    assert torch.equal(model(x), model(framed))
