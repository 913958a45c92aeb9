"""Train what page 5.4 shows from its log: ``python -m largemodels.vision.train_mnist STUDY``.

``final``     5 seeds in torch and 5 in Keras of the page's network; each scored on the test images once.
``article``   the source article's program from 20 seeds, watched at every epoch as its printed log is.
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

from .sealed_test import SealedTest
from .training import PAGE_RECIPE, Recipe, accuracy, predict, train

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
            print(f"{library:6} seed {seed}: validation {val:.4f}, test {score.accuracy:.4f}, {seconds:.0f} s", flush=True)
    return {"recipe": asdict(PAGE_RECIPE), "runs": runs}


def torch_run(data, seed):
    """Return the validation accuracy of one torch run and its answer to images."""
    import torch

    from .cnn import torch_cnn

    torch.manual_seed(seed)
    model = train(torch_cnn(), data.x_train, data.y_train, PAGE_RECIPE, seed=seed)
    return accuracy(model, data.x_val, data.y_val), lambda x: predict(model, x)


def keras_run(data, seed):
    """Return the same for Keras: the recipe said in Keras's own words."""
    import keras

    from .cnn import keras_cnn

    keras.utils.set_random_seed(seed)
    r = PAGE_RECIPE
    model = keras_cnn(shift=r.shift, seed=seed)
    n = len(data.x_train) // r.batch_size * r.batch_size
    model.compile(
        optimizer=keras.optimizers.AdamW(one_cycle(r, n // r.batch_size), weight_decay=r.weight_decay),
        loss=keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=r.label_smoothing),
    )
    y = keras.utils.to_categorical(data.y_train, 10)
    model.fit(data.x_train[..., None], y, batch_size=r.batch_size, epochs=r.epochs, verbose=0)

    def answer(x):
        return model.predict(x[..., None], batch_size=1000, verbose=0)

    return float((answer(data.x_val).argmax(axis=1) == data.y_val).mean()), answer


def one_cycle(recipe, steps_per_epoch):
    """Return torch's one-cycle schedule as a Keras schedule: a warm-up, then a cosine to zero."""
    import keras

    total = recipe.epochs * (steps_per_epoch + 1)
    rise = total // 4
    return keras.optimizers.schedules.CosineDecay(
        recipe.learning_rate / 25, total - rise, warmup_target=recipe.learning_rate, warmup_steps=rise
    )


def article(data, seeds):
    """Run the article's program from `seeds`, with the test images watched as in its log."""
    import keras

    from .mlp import keras_mlp

    x, x_test = data.x_train.reshape(-1, 784), data.x_test.reshape(-1, 784)
    y, y_test = keras.utils.to_categorical(data.y_train, 10), keras.utils.to_categorical(data.y_test, 10)
    runs = []
    for seed in range(seeds):
        keras.utils.set_random_seed(seed)
        model = keras_mlp()
        start = time.perf_counter()
        history = model.fit(x, y, epochs=10, batch_size=128, validation_data=(x_test, y_test), verbose=0).history
        seconds = time.perf_counter() - start
        runs.append({"seed": seed, "seconds": round(seconds, 1)} | {k: [round(float(v), 6) for v in vs] for k, vs in history.items()})
        print(f"seed {seed}: test {history['val_accuracy'][-1]:.4f}, {seconds:.0f} s", flush=True)
    return {"runs": runs}


PLAIN = Recipe(epochs=3, learning_rate=0.001, one_cycle=False, weight_decay=0.0, label_smoothing=0.0)
WIDE = (32, 64, 128)
#: (name, channels or None for the article's network, batch normalisation, recipe, views), each one change from the last.
STEPS = [
    ("mlp", None, False, replace(PLAIN, epochs=10), 1),
    ("convolution", (16, 32, 64), False, PLAIN, 1),
    ("batch norm", (16, 32, 64), True, PLAIN, 1),
    ("one-cycle", (16, 32, 64), True, replace(PLAIN, one_cycle=True, learning_rate=0.01, weight_decay=0.01), 1),
    ("shift", (16, 32, 64), True, replace(PAGE_RECIPE, label_smoothing=0.0), 1),
    ("smoothing", (16, 32, 64), True, PAGE_RECIPE, 1),
    ("longer", (16, 32, 64), True, replace(PAGE_RECIPE, epochs=10), 1),
    ("affine", (16, 32, 64), True, Recipe(epochs=10, affine=(10, 0.1, 0.1, 2)), 1),
    ("wider", WIDE, True, Recipe(epochs=10, affine=(10, 0.1, 0.1, 2)), 1),
]


def ablation(data, seeds, only=None):
    """Train each of STEPS from `seeds`; the last also with five views and as an ensemble."""
    import torch

    from .cnn import torch_cnn
    from .mlp import torch_mlp

    test = SealedTest(data.x_test, data.y_test)
    steps = []
    for name, channels, batch_norm, recipe, views in STEPS:
        if only and name not in only:
            continue
        correct, models, start = [], [], time.perf_counter()
        for seed in range(seeds):
            torch.manual_seed(seed)
            model = torch_cnn(channels, batch_norm) if channels else torch_mlp()
            models.append(train(model, data.x_train, data.y_train, recipe, seed=seed))
            correct.append(int((predict(models[-1], data.x_val, views=views).argmax(axis=1) == data.y_val).sum()))
            print(f"{name:12} seed {seed}: validation {correct[-1] / len(data.y_val):.4f}, {time.perf_counter() - start:.0f} s", flush=True)
        n_parameters = sum(p.numel() for p in models[0].parameters())
        steps.append({"name": name, "parameters": n_parameters, "recipe": asdict(recipe), "val_correct": correct,
                      "seconds_each": round((time.perf_counter() - start) / seeds, 1)})
    val_views = [predict(m, data.x_val, views=5) for m in models]
    steps.append({"name": "five views", "parameters": n_parameters,
                  "val_correct": [int((p.argmax(axis=1) == data.y_val).sum()) for p in val_views]})
    together = int((np.mean(val_views, axis=0).argmax(axis=1) == data.y_val).sum())
    steps.append({"name": "ensemble", "parameters": n_parameters * seeds, "val_correct": [together]})
    score = test.score("ensemble", lambda x: np.mean([predict(m, x, views=5) for m in models], axis=0))
    print(f"ensemble of {seeds}: validation {together / len(data.y_val):.4f}, test {score.accuracy:.4f}", flush=True)
    return {"val_n": len(data.y_val), "steps": steps,
            "test": {"name": score.name, "correct": score.correct, "n": score.n}}


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
