"""The comparison of figures sees what matters and nothing else."""

import io

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from largemodels.book import style
from tests.notebooks import figures


def draw(*, cmap="viridis", curves=3, labels=("train", "validation", "test"), noise=0.0, alpha=1.0, point=True):
    """Return a PNG in the book's style: a surface and a few curves with a legend."""
    with mpl.rc_context(style.rc()):
        figure = Figure()
        left, right = figure.subplots(1, 2)
        t = np.linspace(0, 1, 60)
        left.imshow(np.outer(np.sin(3 * t), np.cos(5 * t)) + noise, cmap=cmap)
        for k in range(curves):
            right.plot(t, np.exp(-(k + 1) * t) + noise, label=labels[k], alpha=alpha if k == 2 else 1)
        if point:
            right.plot([0.5], [0.9 + noise], "o", color="black")
        right.legend()
        out = io.BytesIO()
        figure.savefig(out, format="png", dpi=200, bbox_inches="tight", metadata=style.PNG_METADATA)
    return out.getvalue()


@pytest.fixture(scope="module")
def stored():
    return draw()


def test_the_same_figure_has_the_same_bytes(stored):
    assert draw() == stored


def test_bytes_hold_no_date_and_no_version(stored):
    assert not Image.open(io.BytesIO(stored)).info.keys() & {"Software", "Creation Time", "date:create"}


@pytest.mark.parametrize(
    "change",
    [
        {"cmap": "cividis"},
        {"cmap": "plasma"},
        {"curves": 2},
        {"labels": ("validation", "train", "test")},
        {"labels": ("train", "test", "validation")},
        {"labels": ("train", "validation", "tests")},
        {"alpha": 0.5},
        {"point": False},
        {"noise": 0.05},
    ],
    ids=str,
)
def test_a_change_that_matters_is_seen(stored, change):
    assert figures.compare(stored, draw(**change)) is not None


@pytest.mark.parametrize("noise", [1e-15, 1e-9, 1e-6, 1e-4])
def test_the_last_digits_are_not_seen(stored, noise):
    assert figures.compare(stored, draw(noise=noise)) is None


def encode(array):
    out = io.BytesIO()
    Image.fromarray(array.round().clip(0, 255).astype(np.uint8)).save(out, "PNG")
    return out.getvalue()


def test_antialias_noise_is_not_seen(stored):
    pixels = figures.load(stored) * 255
    edges = np.abs(np.gradient(pixels, axis=1)) + np.abs(np.gradient(pixels, axis=0)) > 8
    noise = np.random.default_rng(0).normal(scale=4, size=pixels.shape)
    assert figures.compare(stored, encode(pixels + edges * noise)) is None


@pytest.mark.parametrize("shift", [(0, 1), (1, 0), (1, 1)])
def test_one_pixel_aside_is_not_seen(stored, shift):
    pixels = figures.load(stored) * 255
    assert figures.compare(stored, encode(np.roll(pixels, shift, axis=(0, 1)))) is None


def test_one_pixel_more_is_not_seen_but_another_size_is(stored):
    pixels = figures.load(stored) * 255
    wider = np.pad(pixels, ((0, 1), (0, 1), (0, 0)), constant_values=255)
    assert figures.compare(stored, encode(wider)) is None
    assert "sizes differ" in figures.compare(stored, encode(pixels[:, :-20]))


def test_the_difference_is_drawn_even_for_two_sizes(stored):
    png = figures.difference_image(stored, encode(figures.load(stored)[:, :-20] * 255))
    assert figures.load(png).shape == figures.load(stored).shape
