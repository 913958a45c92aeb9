"""Accuracy, precision, recall and F1, all read off one table: the confusion matrix.

Every function takes the truth first and the prediction second, as vectors of class labels,
and agrees with the function of that name in scikit-learn.

Left out: probabilities and thresholds, multi-label targets, sample weights.
"""

import numpy as np

from .._check import label_pair, labels

AVERAGES = ("binary", "micro", "macro", "weighted", None)


def accuracy(y_true, y_pred):
    """Return the fraction of examples whose prediction is right.

    Parameters
    ----------
    y_true, y_pred : array_like, (n,) or (n, 1)
        Class labels.

    Notes
    -----
    Taught on page 5.3.
    """
    y_true, y_pred = label_pair(y_true, y_pred)
    return float(np.mean(y_true == y_pred))


def confusion_matrix(y_true, y_pred, *, classes=None):
    """Count how often each class was taken for each class.

    Parameters
    ----------
    y_true, y_pred : array_like, (n,) or (n, 1)
        Class labels.
    classes : array_like, (k,), optional
        The classes and their order; all that occur, sorted, when None.

    Returns
    -------
    ndarray of int, (k, k)
        Row: the true class; column: the predicted one. The diagonal is what was right.

    Raises
    ------
    ValueError
        If a label is not among `classes`, which would drop the example in silence.

    Notes
    -----
    Taught on page 5.3.
    """
    y_true, y_pred = label_pair(y_true, y_pred)
    occurring = np.union1d(y_true, y_pred)
    classes = occurring if classes is None else labels("classes", classes)
    order = np.argsort(classes, kind="stable")
    unknown = np.setdiff1d(occurring, classes)
    if len(unknown) or len(np.unique(classes)) < len(classes):
        raise ValueError(
            f"classes must hold every label exactly once, got {classes.tolist()}, without {unknown.tolist()}"
        )
    k = len(classes)
    rows = order[np.searchsorted(classes, y_true, sorter=order)]  # places in classes
    columns = order[np.searchsorted(classes, y_pred, sorter=order)]
    return np.bincount(k * rows + columns, minlength=k * k).reshape(k, k)


def precision(y_true, y_pred, *, average="binary", pos_label=1, zero_division=0.0):
    """Of what was predicted to be in the class, the fraction that is: TP / (TP + FP).

    Parameters
    ----------
    y_true, y_pred : array_like, (n,) or (n, 1)
        Class labels.
    average : {"binary", "micro", "macro", "weighted", None}
        binary: of the class `pos_label`. micro: over all decisions at once. macro: the mean
        over the classes. weighted: that mean, weighted by how often a class is true.
        None: one value per class that occurs, sorted, as an array.
    pos_label : label
        The positive class, for "binary".
    zero_division : float
        The value where the denominator is zero.

    Returns
    -------
    float, or ndarray (k,) for ``average=None``
    """
    tp, predicted, true = _counts(y_true, y_pred, average, pos_label)
    return _average(tp, predicted, true, average, zero_division)


def recall(y_true, y_pred, *, average="binary", pos_label=1, zero_division=0.0):
    """Of what is in the class, the fraction that was predicted to be: TP / (TP + FN).

    Parameters and result as in `precision`.
    """
    tp, _, true = _counts(y_true, y_pred, average, pos_label)
    return _average(tp, true, true, average, zero_division)


def f1(y_true, y_pred, *, average="binary", pos_label=1, zero_division=0.0):
    """Harmonic mean of precision and recall, 2 TP / (2 TP + FP + FN).

    Parameters and result as in `precision`. van Rijsbergen, *Information Retrieval* (1979).
    """
    tp, predicted, true = _counts(y_true, y_pred, average, pos_label)
    return _average(2 * tp, predicted + true, true, average, zero_division)


def _counts(y_true, y_pred, average, pos_label):
    """Return, for each class, how many are true positives, predicted, and true; each (k,)."""
    if average not in AVERAGES:
        raise ValueError(f"average must be one of {AVERAGES}, got {average!r}")
    y_true, y_pred = label_pair(y_true, y_pred)
    if average == "binary":
        present = np.union1d(y_true, y_pred)
        if len(present) > 2:
            raise ValueError(f"average='binary' needs two classes, got {len(present)}")
        if len(present) == 2 and pos_label not in present:
            raise ValueError(f"pos_label must be in {present.tolist()}, got {pos_label!r}")
        y_true, y_pred = y_true == pos_label, y_pred == pos_label
        tp, predicted, true = np.sum(y_true & y_pred), np.sum(y_pred), np.sum(y_true)
        return np.array([tp]), np.array([predicted]), np.array([true])
    matrix = confusion_matrix(y_true, y_pred)
    counts = np.diag(matrix), matrix.sum(axis=0), matrix.sum(axis=1)
    return tuple(c.sum(keepdims=True) for c in counts) if average == "micro" else counts


def _average(numerator, denominator, true, average, zero_division):
    """Divide class by class, and combine the quotients."""
    if zero_division not in (0, 1):
        raise ValueError(f"zero_division must be 0 or 1, got {zero_division!r}")
    safe = np.maximum(denominator, 1)  # counts: 0 or at least 1
    scores = np.where(denominator > 0, numerator / safe, float(zero_division))  # (k,)
    if average is None:
        return scores
    return float(np.average(scores, weights=true if average == "weighted" else None))
