"""The training loop: history, ragged batches, early stopping, reproducibility; and the import."""

import subprocess
import sys

import numpy as np
import pytest

from largemodels import numpy_nn as nn

X_XOR = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
Y_XOR = np.array([[0], [1], [1], [0]])


def data(n=50, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.standard_normal((n, 4))
    return X, (X[:, 0] > X[:, 1]).astype(int)


def net(seed=0, hidden=8, dropout=None):
    rng = np.random.default_rng(seed)
    layers = [nn.Dense(4, hidden, rng=rng, dtype=np.float64), nn.Tanh()]
    if dropout:
        layers.append(nn.Dropout(dropout, rng=rng))
    return nn.Sequential([*layers, nn.Dense(hidden, 2, rng=rng, dtype=np.float64)])


def train(model, X, y, **options):
    options = {"epochs": 5, "batch_size": 8, "rng": np.random.default_rng(1), "learning_rate": 0.1} | options
    optimizer = nn.SGD(model.parameters(), options.pop("learning_rate"))
    return nn.fit(model, nn.SoftmaxCrossEntropy(), optimizer, X, y, **options)


def accuracy(y, Z):
    return float(np.mean(Z.argmax(axis=1) == y))


@pytest.mark.parametrize("seed", range(10))
def test_learns_xor(seed):
    rng = np.random.default_rng(seed)
    model = nn.Sequential(
        [
            nn.Dense(2, 8, rng=rng, dtype=np.float64, weight_init="xavier_normal"),
            nn.Tanh(),
            nn.Dense(8, 1, rng=rng, dtype=np.float64, weight_init="xavier_normal"),
        ]
    )
    history = nn.fit(model, nn.SigmoidCrossEntropy(), nn.Adam(model.parameters(), 0.1), X_XOR, Y_XOR, epochs=300)
    assert ((model(X_XOR) > 0) == Y_XOR).all() and history.loss[-1] < 0.05


def test_history_holds_one_entry_per_epoch():
    X, y = data()
    seen = []
    history = train(
        net(), X, y, validation=data(seed=9), metric=accuracy, callback=lambda e, h: seen.append((e, len(h.loss)))
    )
    assert all(len(v) == 5 for v in (history.loss, history.val_loss, history.metric, history.val_metric))
    assert seen == [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5)]
    assert history.best_epoch == int(np.argmin(history.val_loss))
    assert history.loss[-1] < history.loss[0] and history.metric[-1] > 0.8
    plain = train(net(), X, y)
    assert plain.val_loss == plain.metric == plain.val_metric == []
    assert plain.best_epoch == int(np.argmin(plain.loss))


@pytest.mark.parametrize("batch_size", [1, 7, 49, 50, 1000])
def test_a_ragged_last_batch_counts_for_its_size(batch_size):
    """With a step too small to change anything, the epoch's mean is the whole data's loss."""
    X, y = data(50)
    model = net()
    history = train(model, X, y, epochs=1, batch_size=batch_size, learning_rate=1e-300, metric=accuracy)
    assert history.loss[0] == pytest.approx(nn.SoftmaxCrossEntropy().forward(model(X), y), rel=1e-12)
    assert history.metric[0] == pytest.approx(accuracy(y, model(X)), rel=1e-12)


def test_full_batch_is_gradient_descent_step_by_step():
    X, y = data()
    model, by_hand = net(), net()
    history = train(model, X, y, epochs=3, batch_size=None, rng=None)
    loss = nn.SoftmaxCrossEntropy()
    for epoch in range(3):
        assert loss.forward(by_hand(X), y) == history.loss[epoch]
        by_hand.backward(loss.backward())
        for p, g in zip(by_hand.parameters(), by_hand.gradients(), strict=True):
            p -= 0.1 * g
    for p, q in zip(model.parameters(), by_hand.parameters(), strict=True):
        np.testing.assert_array_equal(p, q)


def test_the_generator_decides_everything():
    X, y = data()
    runs = [train(net(dropout=0.3), X, y, rng=np.random.default_rng(seed)).loss for seed in (1, 1, 2)]
    assert runs[0] == runs[1] != runs[2]


def test_validation_is_not_trained_on_and_dropout_is_off_there():
    X, y = data()
    model = net(dropout=0.5)
    history = train(model, X, y, epochs=1, validation=(X, y))
    assert history.val_loss[0] == nn.SoftmaxCrossEntropy().forward(model(X), y)
    with_validation, without = net(), net()
    train(with_validation, X, y, validation=data(seed=5))
    train(without, X, y)
    for p, q in zip(with_validation.parameters(), without.parameters(), strict=True):
        np.testing.assert_array_equal(p, q)


def over_fitting(**options):
    """Train on labels that are noise, so that the validation loss soon rises."""
    rng = np.random.default_rng(0)
    X, y = rng.standard_normal((20, 4)), rng.integers(0, 2, 20)
    model, kept = net(hidden=30), []
    stopping = nn.EarlyStopping(**options)
    validation = rng.standard_normal((200, 4)), rng.integers(0, 2, 200)
    history = train(
        model,
        X,
        y,
        epochs=200,
        learning_rate=0.5,
        validation=validation,
        early_stopping=stopping,
        callback=lambda epoch, history: kept.append([p.copy() for p in model.parameters()]),
    )
    return model, history, kept, validation


def test_early_stopping_restores_the_best_weights():
    model, history, kept, (X_val, y_val) = over_fitting(patience=4)
    best = int(np.argmin(history.val_loss))
    assert history.best_epoch == best and len(history.loss) == best + 1 + 4 < 200
    for p, q in zip(model.parameters(), kept[best], strict=True):
        np.testing.assert_array_equal(p, q)
    assert nn.SoftmaxCrossEntropy().forward(model(X_val), y_val) == history.val_loss[best]


def test_early_stopping_may_keep_the_last_weights():
    model, history, kept, _ = over_fitting(patience=4, restore_best=False)
    assert history.best_epoch == len(history.loss) - 5
    for p, q in zip(model.parameters(), kept[-1], strict=True):
        np.testing.assert_array_equal(p, q)


@pytest.mark.parametrize(
    ("losses", "options", "stops_after", "best"),
    [
        ([3, 2, 1, 2, 2, 2], {"patience": 2}, 5, 2),
        ([3, 2.95, 2.9, 2.85], {"patience": 2, "min_delta": 0.2}, 3, 0),
        ([np.nan, np.nan, 1], {"patience": 2}, 2, None),
        ([1, 1, 1], {"patience": 2}, 3, 0),  # as good is not better
        ([3, 4, 2, 4, 1], {"patience": 2}, None, 4),
    ],
)
def test_patience(losses, options, stops_after, best):
    stopping, params = nn.EarlyStopping(**options), [np.zeros(1)]
    stops = [stopping.should_stop(epoch, loss, params) for epoch, loss in enumerate(losses)]
    assert (stops.index(True) + 1 if True in stops else None) == stops_after
    stopping.start()
    for epoch, loss in enumerate(losses[:stops_after]):
        stopping.should_stop(epoch, loss, params)
    assert stopping.best_epoch == best


def test_predict_in_batches_is_predict_at_once():
    X, _ = data(50)
    model = net()
    np.testing.assert_allclose(nn.predict(model, X, batch_size=7), model(X), rtol=1e-12)
    assert nn.predict(model, X[:0]).shape == (0, 2)


@pytest.mark.parametrize(
    ("change", "kind", "words"),
    [
        ({"epochs": 0}, ValueError, "epochs must be at least 1"),
        ({"batch_size": 0}, ValueError, "batch_size must be at least 1"),
        ({"rng": None}, TypeError, "rng must be a Generator"),
        ({"early_stopping": nn.EarlyStopping(2)}, ValueError, "early_stopping needs validation"),
        ({"y": np.zeros(49, int)}, ValueError, r"X and y must be equally long, got shapes \(50, 4\) and \(49,\)"),
        ({"X": np.zeros((0, 4)), "y": np.zeros(0, int)}, ValueError, "X must hold at least one example"),
        ({"X": np.full((50, 4), np.nan)}, ValueError, "X must not contain NaN"),
        ({"X": np.zeros((50, 4), np.float32)}, TypeError, "X is float32, expected float64"),
        ({"X": np.zeros((50, 4), int)}, TypeError, "X must hold float32 or float64, got int64"),
        ({"X": [[0.0] * 4] * 50}, TypeError, "X must be a NumPy array, got list"),
        ({"y": [0] * 50}, TypeError, "y must be a NumPy array, got list"),
        ({"y": np.array(1)}, ValueError, "X and y must be equally long"),
        ({"X": np.full((50, 4), None)}, TypeError, "X must hold float32 or float64, got object"),
        ({"X": np.zeros((50, 3))}, ValueError, r"X must have shape \(n, 4\), got \(8, 3\)"),
        ({"y": np.full(50, 2)}, ValueError, "y must hold labels from 0 to 1"),
        ({"validation": (np.zeros((3, 4)), np.zeros(2, int))}, ValueError, r"validation\[0\] and validation\[1\]"),
        ({"validation": (np.zeros((0, 4)), np.zeros(0, int))}, ValueError, r"validation\[0\] must hold at least"),
    ],
)
def test_fit_names_the_wrong_argument(change, kind, words):
    X, y = data()
    arguments = {"X": X, "y": y} | change
    model = net()
    before = [p.copy() for p in model.parameters()]
    with pytest.raises(kind, match=words):
        train(model, arguments.pop("X"), arguments.pop("y"), **arguments)
    for p, q in zip(model.parameters(), before, strict=True):
        np.testing.assert_array_equal(p, q)


def test_fit_refuses_the_optimizer_of_another_model():
    X, y = data()
    with pytest.raises(ValueError, match="optimizer holds other arrays"):
        nn.fit(net(), nn.SoftmaxCrossEntropy(), nn.SGD(net().parameters(), 0.1), X, y, epochs=1)


def test_import_is_quick_and_loads_nothing_but_numpy():
    program = (
        "import sys, time, numpy\n"
        "start = time.perf_counter()\n"
        "import largemodels.numpy_nn, largemodels.metrics\n"
        "seconds = time.perf_counter() - start\n"
        "heavy = {'torch', 'tensorflow', 'keras', 'matplotlib', 'IPython', 'scipy'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
        "assert seconds < 0.3, seconds\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
