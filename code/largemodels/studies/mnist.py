"""Train what page 5.4 shows from its log: ``python -m largemodels.studies.mnist STUDY``.

``final``     5 seeds in torch and 5 in Keras of the page's network; each scored on the test images once.
``article``   the source article's program 20 times, watched at every epoch as its printed log is.
``ablation``  what each step brings, on the validation images; the last step also on the test images, once.

Each writes ``results/mnist_<study>.json`` beside this file (or under --out). `make train-mnist` runs ``final``.
Left out: resuming a study, and any use of more than one machine.
"""

import argparse
import json
import os
import pathlib
import platform
import time
from dataclasses import asdict, replace

import numpy as np

from largemodels.data import load_mnist
from largemodels.metrics.sealed_test import SealedTest
from largemodels.vision.training import PAGE_RECIPE, Recipe, accuracy, predict, train

RESULTS = pathlib.Path(__file__).parent / "results"


def load_results(study):
    """Return the stored log of `study` (``"final"``, ``"article"`` or ``"ablation"``) as a dict.

    Notes
    -----
    Shown on page 5.4.
    """
    return json.loads((RESULTS / f"mnist_{study}.json").read_text(encoding="utf-8"))


def final(data, seeds):
    """Train the page's network from `seeds` in each library."""
    test = SealedTest(data.x_test, data.y_test)
    runs = []
    for library, run in (("torch", torch_run), ("keras", keras_run)):
        for seed in range(seeds):
            start = time.perf_counter()
            val, answer = run(data, seed)
            seconds = time.perf_counter() - start
            score = test.score(f"{library} {seed}", answer)
            runs.append({"library": library, "seed": seed, "val_accuracy": val, "test_correct": score.correct,
                         "test_n": score.n, "seconds": round(seconds, 1)})
            print(f"{library:6} seed {seed}: validation {val:.4f}, test {score.accuracy:.4f}, {seconds:.0f} s",
                  flush=True)
    return {"recipe": asdict(PAGE_RECIPE), "runs": runs}


def torch_run(data, seed):
    """Return the validation accuracy of one torch run and its answer to images."""
    import torch

    from largemodels.vision.cnn import torch_cnn

    torch.manual_seed(seed)
    model = train(torch_cnn(), data.x_train, data.y_train, PAGE_RECIPE, seed=seed)
    return accuracy(model, data.x_val, data.y_val), lambda x: predict(model, x)


def keras_run(data, seed):
    """Return the same for Keras on TensorFlow: the recipe said in their own words.

    The order and the shifts come from ``tf.data``, not from `fit`: after ``set_random_seed``
    `fit` goes through the images in the same order in every epoch (see `article`).
    """
    import keras
    import tensorflow as tf

    from largemodels.vision.cnn import keras_cnn

    keras.utils.set_random_seed(seed)
    r, n = PAGE_RECIPE, len(data.x_train)

    def shifted(image, label):
        padded = tf.pad(image, [[r.shift, r.shift], [r.shift, r.shift], [0, 0]])
        return tf.image.random_crop(padded, (28, 28, 1)), label

    images = tf.data.Dataset.from_tensor_slices((data.x_train[..., None], keras.utils.to_categorical(data.y_train, 10)))
    images = images.shuffle(n, seed=seed, reshuffle_each_iteration=True).map(shifted, num_parallel_calls=2)
    images = images.batch(r.batch_size, drop_remainder=True).prefetch(2)
    model = keras_cnn()
    model.compile(
        optimizer=keras.optimizers.AdamW(one_cycle(r, n // r.batch_size), weight_decay=r.weight_decay),
        loss=keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=r.label_smoothing),
    )
    model.fit(images, epochs=r.epochs, shuffle=False, verbose=0)  # the dataset shuffles

    def answer(x):
        return model.predict(x[..., None], batch_size=1000, verbose=0)

    return float((answer(data.x_val).argmax(axis=1) == data.y_val).mean()), answer


def one_cycle(recipe, steps_per_epoch):
    """Return torch's one-cycle schedule as a Keras schedule: a warm-up, then a cosine to zero."""
    import keras

    total = recipe.epochs * steps_per_epoch
    rise = total // 4
    return keras.optimizers.schedules.CosineDecay(
        recipe.learning_rate / 25, total - rise, warmup_target=recipe.learning_rate, warmup_steps=rise
    )


def article(data, seeds):
    """Run the article's program, with the test images watched at every epoch as in its log.

    ``runs`` are the program as it stands: it sets no seed. ``seeded`` are the same with
    ``keras.utils.set_random_seed`` before it. On TensorFlow that does more than make it
    repeatable: `fit` then visits the images in the same order in every epoch (Keras 3.15).
    The free runs come first, since a seed once set cannot be taken back in a process.
    """
    return {"runs": [_article_run(data, None) for _ in range(seeds)],
            "seeded": [_article_run(data, seed) for seed in range(seeds)]}


def _article_run(data, seed):
    import keras

    from largemodels.vision.mlp import keras_mlp

    x, x_test = data.x_train.reshape(-1, 784), data.x_test.reshape(-1, 784)
    y, y_test = keras.utils.to_categorical(data.y_train, 10), keras.utils.to_categorical(data.y_test, 10)
    if seed is not None:
        keras.utils.set_random_seed(seed)
    model = keras_mlp()
    start = time.perf_counter()
    history = model.fit(x, y, epochs=10, batch_size=128, validation_data=(x_test, y_test), verbose=0).history
    seconds = time.perf_counter() - start
    print(f"seed {seed}: test {history['val_accuracy'][-1]:.4f}, {seconds:.0f} s", flush=True)
    curves = {name: [round(float(v), 6) for v in values] for name, values in history.items()}
    return {"seed": seed, "seconds": round(seconds, 1)} | curves


PLAIN = Recipe(epochs=3, learning_rate=0.001, one_cycle=False, weight_decay=0.0, label_smoothing=0.0)
WIDE = (32, 64, 128)
#: (name, channels or None for the article's network, batch normalisation, recipe), each one change from the last.
STEPS = [
    ("mlp", None, False, replace(PLAIN, epochs=10)),
    ("convolution", (16, 32, 64), False, PLAIN),
    ("batch norm", (16, 32, 64), True, PLAIN),
    ("one-cycle", (16, 32, 64), True, replace(PLAIN, one_cycle=True, learning_rate=0.01, weight_decay=0.01)),
    ("shift", (16, 32, 64), True, replace(PAGE_RECIPE, label_smoothing=0.0)),
    ("smoothing", (16, 32, 64), True, PAGE_RECIPE),
    ("longer", (16, 32, 64), True, replace(PAGE_RECIPE, epochs=6)),
    ("affine", (16, 32, 64), True, Recipe(epochs=6, affine=(10, 0.1, 0.1, 2))),
    ("wider", WIDE, True, Recipe(epochs=6, affine=(10, 0.1, 0.1, 2))),
]


def ablation(data, seeds, jobs=2):
    """Train each of STEPS from `seeds`, `jobs` runs at a time; the last step also as an ensemble."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    steps = []
    # The longest first, so that no process ends long after the other.
    tasks = [(name, seed) for name, *_ in reversed(STEPS) for seed in range(seeds)]
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        results = dict(zip(tasks, pool.map(_ablation_run, tasks), strict=True))
    for name, channels, batch_norm, recipe in STEPS:
        runs = [results[name, seed] for seed in range(seeds)]
        models = [_load(channels, batch_norm, run["state"]) for run in runs]
        steps.append({"name": name, "parameters": sum(p.numel() for p in models[0].parameters()),
                      "recipe": asdict(recipe), "val_correct": [run["val_correct"] for run in runs],
                      "seconds": [run["seconds"] for run in runs]})
    # The models of the last step go on: five views of each image, then all of them together.
    views = [predict(m, data.x_val, views=5) for m in models]
    together = np.mean(views, axis=0)
    steps.append({"name": "five views", "val_correct": [_correct(p, data.y_val) for p in views]})
    steps.append({"name": "ensemble", "val_correct": [_correct(together, data.y_val)]})
    test = SealedTest(data.x_test, data.y_test)
    score = test.score("ensemble", lambda x: np.mean([predict(m, x, views=5) for m in models], axis=0))
    together_val = steps[-1]["val_correct"][0] / len(data.y_val)
    print(f"ensemble of {seeds}: validation {together_val:.4f}, test {score.accuracy:.4f}")
    return {"val_n": len(data.y_val), "steps": steps,
            "test": {"name": score.name, "correct": score.correct, "n": score.n}}


def _ablation_run(task):
    """Train one step from one seed in a process of its own."""
    import torch

    torch.set_num_threads(1)
    name, seed = task
    _, channels, batch_norm, recipe = next(step for step in STEPS if step[0] == name)
    data = load_mnist()
    torch.manual_seed(seed)
    start = time.perf_counter()
    model = train(_network(channels, batch_norm), data.x_train, data.y_train, recipe, seed=seed)
    seconds = time.perf_counter() - start
    correct = _correct(predict(model, data.x_val), data.y_val)
    print(f"{name:12} seed {seed}: validation {correct / len(data.y_val):.4f}, {seconds:.0f} s", flush=True)
    state = {k: v.numpy() for k, v in model.state_dict().items()}
    return {"val_correct": correct, "seconds": round(seconds, 1), "state": state}


def _network(channels, batch_norm):
    from largemodels.vision.cnn import torch_cnn
    from largemodels.vision.mlp import torch_mlp

    return torch_cnn(channels, batch_norm) if channels else torch_mlp()


def _load(channels, batch_norm, state):
    import torch

    model = _network(channels, batch_norm)
    model.load_state_dict({k: torch.as_tensor(v) for k, v in state.items()})
    return model


def _correct(p, y):
    return int((p.argmax(axis=1) == y).sum())


def main(arguments=None):
    """Run one study and store its log."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("study", choices=["final", "article", "ablation"])
    parser.add_argument("--seeds", type=int, help="runs per configuration (final 5, article 20, ablation 3)")
    parser.add_argument("--out", type=pathlib.Path, default=RESULTS, help="folder for the log")
    options = parser.parse_args(arguments)
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
    study, seeds = {"final": (final, 5), "article": (article, 20), "ablation": (ablation, 3)}[options.study]
    # The article trains on all 60,000; whoever chooses anything sets 5,000 aside for choosing.
    data = load_mnist(validation=0 if study is article else 5000)
    log = study(data, options.seeds or seeds)
    log = {"study": options.study, "versions": versions(), "threads": os.environ.get("OMP_NUM_THREADS", "all")} | log
    options.out.mkdir(parents=True, exist_ok=True)
    path = options.out / f"mnist_{options.study}.json"
    path.write_text(json.dumps(log, indent=1) + "\n", encoding="utf-8")
    print(f"log: {path}")
    if options.study == "final":
        good = sum(run["test_correct"] >= 9910 for run in log["runs"])
        print(f"at least 99.1 %: {good} of {len(log['runs'])}")
        return 0 if good == len(log["runs"]) else 1
    return 0


def versions():
    """Return the versions that a log should name."""
    from importlib.metadata import version

    return {"python": platform.python_version()} | {p: version(p) for p in ("numpy", "torch", "keras")}


if __name__ == "__main__":
    raise SystemExit(main())
