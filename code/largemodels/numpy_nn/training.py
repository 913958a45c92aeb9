"""The training loop: batches, steps, and a history of both losses.

Left out: checkpoints, and data that does not fit in memory.
"""

from dataclasses import dataclass, field

import numpy as np

from .._check import float_array, generator, whole


@dataclass
class History:
    """What `fit` saw, one entry per epoch.

    Attributes
    ----------
    loss, metric : list of float
        Means over the epoch's examples, each measured when its batch was trained on,
        before the step (as in Keras). ``metric`` is empty if there is none.
    val_loss, val_metric : list of float
        Measured after the epoch on the validation set; empty if there is none.
    best_epoch : int or None
        Index of the lowest ``val_loss`` (``loss`` without validation). With early
        stopping that restores, the epoch whose parameters the model now has.
    """

    loss: list = field(default_factory=list)
    val_loss: list = field(default_factory=list)
    metric: list = field(default_factory=list)
    val_metric: list = field(default_factory=list)
    best_epoch: int | None = None


def fit(
    model,
    loss,
    optimizer,
    X,
    y,
    *,
    epochs,
    batch_size=None,
    rng=None,
    schedule=None,
    validation=None,
    early_stopping=None,
    metric=None,
    callback=None,
):
    """Train `model` in place.

    Parameters
    ----------
    model : Sequential
    loss : Loss
    optimizer : Optimizer
        Built on ``model.parameters()``.
    X : ndarray, (n, d)
        Inputs in the model's precision.
    y : ndarray, (n, ...)
        Targets of the kind `loss` takes.
    epochs : int
        Number of passes over the data.
    batch_size : int, optional
        Examples per step; the last batch may be smaller, and counts for as much less in
        the history. All n when None, in their order: gradient descent.
    rng : numpy.random.Generator, optional
        Shuffles the examples before each epoch; needed with `batch_size`.
    schedule : function (t) -> float, optional
        Learning rate of the step after t steps, one of `largemodels.numpy_nn.schedules`.
    validation : tuple (X_val, y_val), optional
        Measured after each epoch, never trained on.
    early_stopping : EarlyStopping, optional
        Needs `validation`.
    metric : function (y, Z) -> float, optional
        A mean over examples, such as ``lambda y, Z: accuracy(y, Z.argmax(axis=1))``.
    callback : function (epoch, history), optional
        Called after each epoch, counted from 0.

    Returns
    -------
    History

    Notes
    -----
    Taught on pages 5.2 and 5.3.
    """
    _check(model, optimizer, X, y, validation, early_stopping)
    epochs = whole("epochs", epochs)
    n = len(X)
    if batch_size is not None:
        batch_size, rng = whole("batch_size", batch_size), generator("rng", rng)
    if early_stopping is not None:
        early_stopping.start()

    params = model.parameters()
    history = History()
    for epoch in range(epochs):
        loss_sum = metric_sum = 0.0
        for X_batch, y_batch in _batches(X, y, batch_size, rng):
            Z = model.forward(X_batch, training=True)
            loss_sum += loss.forward(Z, y_batch) * len(Z)
            model.fill_gradients(loss.backward())
            if schedule is not None:
                optimizer.learning_rate = schedule(optimizer.t)
            optimizer.step(model.gradients())
            if metric is not None:
                metric_sum += metric(y_batch, Z) * len(Z)

        history.loss.append(loss_sum / n)
        if metric is not None:
            history.metric.append(metric_sum / n)
        if validation is not None:
            X_val, y_val = validation
            Z = predict(model, X_val)
            history.val_loss.append(loss.forward(Z, y_val))
            if metric is not None:
                history.val_metric.append(metric(y_val, Z))
        if callback is not None:
            callback(epoch, history)
        if early_stopping is not None and early_stopping.should_stop(epoch, history.val_loss[-1], params):
            break

    if early_stopping is not None:
        early_stopping.restore(params)
        history.best_epoch = early_stopping.best_epoch
    else:
        history.best_epoch = _lowest(history.val_loss or history.loss)
    return history


def predict(model, X, batch_size=1024):
    """Return the model's outputs (n, k) for inputs `X` (n, d), computed batch by batch.

    The outputs are whatever the last layer gives; for the losses of this room, logits.
    """
    batch_size = whole("batch_size", batch_size)
    starts = range(0, max(len(X), 1), batch_size)  # one empty batch when X is empty
    return np.concatenate([model.forward(X[i : i + batch_size]) for i in starts])


def _batches(X, y, batch_size, rng):
    """Yield (X, y) batch by batch, in a new random order; or whole when there is no size."""
    if batch_size is None:
        yield X, y
        return
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        rows = order[start : start + batch_size]
        yield X[rows], y[rows]


def _lowest(losses):
    """Return the index of the lowest loss, or None if none is a number."""
    numbers = [i for i, value in enumerate(losses) if not np.isnan(value)]
    return min(numbers, key=losses.__getitem__, default=None)


def _check(model, optimizer, X, y, validation, early_stopping):
    """Raise on what would otherwise train the wrong thing, or on nothing, in silence."""
    params = model.parameters()
    if [id(p) for p in params] != [id(p) for p in optimizer.params]:
        raise ValueError("optimizer holds other arrays than model.parameters()")
    if early_stopping is not None and validation is None:
        raise ValueError("early_stopping needs validation=(X_val, y_val), got None")
    pairs = [("X", X, "y", y)]
    if validation is not None:
        pairs.append(("validation[0]", validation[0], "validation[1]", validation[1]))
    for x_name, inputs, y_name, labels in pairs:
        float_array(x_name, inputs)
        if not isinstance(labels, np.ndarray):
            raise TypeError(f"{y_name} must be a NumPy array, got {type(labels).__name__}")
        if inputs.shape[:1] != labels.shape[:1]:
            shapes = f"shapes {inputs.shape} and {labels.shape}"
            raise ValueError(f"{x_name} and {y_name} must be equally long, got {shapes}")
        if inputs.size == 0:
            raise ValueError(f"{x_name} must hold at least one example, got none")
        if np.isnan(np.min(inputs)):  # the minimum of anything with NaN is NaN
            raise ValueError(f"{x_name} must not contain NaN")
