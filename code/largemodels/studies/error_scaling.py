"""Train the grid of small nets that page 3.3 draws: ``python -m largemodels.studies.error_scaling``.

One task (MNIST in 14 x 14, a net of dense layers and ReLU, Adam with a constant rate, batches of
100), and one thing changed at a time, five seeds each:

``data``     100 to 55,000 training images;
``width``    1 to 512 hidden units, on 55,000 images and on 1,000;
``depth``    0 to 5 hidden layers of 64 units, on 10,000 images;
``noise``    0 to 80 % of the labels replaced by a wrong one, on 1,000 and on 10,000 images.

A seed draws the images, the weights, the wrong labels and the batches. What is counted is how many
of the 5,000 validation images are answered wrongly, at each of CHECKPOINTS on the way. Nothing is
chosen by these counts, so no other images are needed. The log goes to
``results/scaling_grid.json`` beside this file (or under --out): four minutes on two cores.
Left out: a tuned learning rate for each point, schedules, convolutions.
"""

import argparse
import json
import os
import pathlib
import platform
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import lru_cache
from multiprocessing import get_context

import numpy as np

from largemodels.data import load_mnist
from largemodels.numpy_nn import Adam, Dense, ReLU, Sequential, SoftmaxCrossEntropy, predict

RESULTS = pathlib.Path(__file__).parent / "results"
CHECKPOINTS = (30, 100, 300, 1000, 3000, 10000)
BATCH = 100


@dataclass(frozen=True)
class Point:
    """One training of the grid."""

    study: str
    """data, width, depth or noise."""
    images: int
    """Training images, drawn by the seed from the first 55,000."""
    width: int = 128
    """Units of each hidden layer."""
    depth: int = 1
    """Hidden layers; 0 is softmax regression."""
    wrong: float = 0.0
    """Share of the training labels replaced by one of the nine wrong ones."""
    steps: int = 3000
    """Updates of BATCH images each."""
    seed: int = 0
    """Source of the images, the weights, the wrong labels and the batches."""


def shrink(images):
    """Average each 2 x 2 pixels: (n, 28, 28) -> (n, 196)."""
    return images.reshape(-1, 14, 2, 14, 2).mean(axis=(2, 4)).reshape(-1, 196).astype(float)


def network(width, depth, rng):
    """Return 196 -> `depth` hidden layers of `width` ReLU units -> 10 logits, in float64."""
    layers, n_in = [], 196
    for _ in range(depth):
        layers += [Dense(n_in, width, rng=rng, dtype=float), ReLU()]
        n_in = width
    return Sequential([*layers, Dense(n_in, 10, rng=rng, dtype=float)])


def spoil(y, share, rng):
    """Return `y` with that `share` of its labels moved to one of the nine others, and which."""
    chosen = rng.permutation(len(y))[: round(share * len(y))]
    y = y.copy()
    y[chosen] = (y[chosen] + rng.integers(1, 10, len(chosen))) % 10
    return y, chosen


def train(net, x, y, steps, rng, *, learning_rate=0.001, watch=None):
    """Take `steps` steps of Adam on batches drawn from (x, y); call ``watch(step)`` after each."""
    loss, optimizer = SoftmaxCrossEntropy(), Adam(net.parameters(), learning_rate)
    for step in range(1, steps + 1):
        rows = rng.integers(0, len(x), BATCH)
        loss.forward(net.forward(x[rows], training=True), y[rows])
        net.fill_gradients(loss.backward())
        optimizer.step(net.gradients())
        if watch:
            watch(step)


def train_point(point, x, y, x_val, y_val):
    """Train `point` and return its record.

    Parameters
    ----------
    point : Point
    x, x_val : ndarray of float, (n, 196)
    y, y_val : ndarray of int, (n,)

    Returns
    -------
    dict
        The fields of `point`; ``parameters``; ``wrong_answers``, {step: wrong validation answers};
        ``learned_wrong``, how many of the spoiled labels the net gives back (None without any).

    Notes
    -----
    Shown on page 3.3.
    """
    rng = np.random.default_rng(point.seed)
    rows = rng.permutation(len(x))[: point.images]
    x, (y, spoiled) = x[rows], spoil(y[rows], point.wrong, rng)
    net, wrong_answers = network(point.width, point.depth, rng), {}

    def watch(step):
        if step in CHECKPOINTS:
            wrong_answers[step] = int((predict(net, x_val).argmax(axis=1) != y_val).sum())

    train(net, x, y, point.steps, rng, watch=watch)
    given_back = int((predict(net, x[spoiled]).argmax(axis=1) == y[spoiled]).sum()) if len(spoiled) else None
    return asdict(point) | {"parameters": net.n_parameters, "wrong_answers": wrong_answers, "learned_wrong": given_back}


def grid(seeds=5):
    """Return the points of all four studies."""
    points = [Point("data", n, steps=10000) for n in (100, 300, 1000, 3000, 10000, 30000, 55000)]
    points += [Point("width", n, width=2**k) for n in (1000, 55000) for k in range(10)]
    points += [Point("depth", 10000, width=64, depth=k) for k in range(6)]
    points += [Point("noise", n, wrong=share) for n in (1000, 10000) for share in (0.0, 0.2, 0.4, 0.6, 0.8)]
    return [Point(**(asdict(p) | {"seed": seed})) for p in points for seed in range(seeds)]


@lru_cache(maxsize=1)
def task():
    """Return x, y, x_val, y_val of the one task: 55,000 training and 5,000 validation images."""
    data = load_mnist(validation=5000)
    return shrink(data.x_train), data.y_train, shrink(data.x_val), data.y_val


def load_grid():
    """Return the stored log as a dict; ``runs`` are the records of `train_point`, with seconds.

    Notes
    -----
    Shown on page 3.3.
    """
    log = json.loads((RESULTS / "scaling_grid.json").read_text(encoding="utf-8"))
    for run in log["runs"]:
        run["wrong_answers"] = {int(step): wrong for step, wrong in run["wrong_answers"].items()}
    return log


def _run(point):
    data = task()
    start = time.perf_counter()
    record = train_point(point, *data)
    return record | {"seconds": round(time.perf_counter() - start, 2)}


def main(arguments=None):
    """Train the grid and store its log."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=5, help="runs per point")
    parser.add_argument("--jobs", type=int, default=2, help="processes at a time")
    parser.add_argument("--out", type=pathlib.Path, default=RESULTS, help="folder for the log")
    options = parser.parse_args(arguments)
    # A process each, one thread each; a spawned child reads this before it loads NumPy.
    os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
    points = sorted(grid(options.seeds), key=lambda p: -p.steps * p.width)  # the longest first
    start = time.perf_counter()
    with ProcessPoolExecutor(options.jobs, mp_context=get_context("spawn")) as pool:
        runs = list(pool.map(_run, points))
    order = {point: i for i, point in enumerate(grid(options.seeds))}
    runs = [run for _, run in sorted(zip((order[p] for p in points), runs, strict=True), key=lambda pair: pair[0])]
    head = {
        "study": "scaling grid",
        "versions": {"python": platform.python_version(), "numpy": np.__version__},
        "threads": 1,
        "jobs": options.jobs,
        "val_n": 5000,
    }
    body = ",\n  ".join(json.dumps(run) for run in runs)
    options.out.mkdir(parents=True, exist_ok=True)
    path = options.out / "scaling_grid.json"
    path.write_text(json.dumps(head)[:-1] + f',\n "runs": [\n  {body}\n ]}}\n', encoding="utf-8")
    print(f"{len(runs)} trainings in {time.perf_counter() - start:.0f} s, log: {path}")


if __name__ == "__main__":
    main()
