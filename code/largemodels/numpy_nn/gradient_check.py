r"""Gradient checking: the derivative from its definition, to test the one from the formula.

A central difference :math:`(f(x + \epsilon) - f(x - \epsilon)) / 2\epsilon` knows nothing
of the chain rule, so it shares no mistake with ``backward``. It needs two evaluations of f
for each single number, which is why no one trains with it.

Left out: float32, in which the difference of two losses is mostly rounding; and kinks: a
ReLU input within epsilon of 0 gives a false alarm.
"""

import numpy as np

from .._check import float_array, positive


def numerical_gradient(f, array, eps=1e-6):
    """Return the gradient of ``f()`` with respect to `array` by central differences.

    Parameters
    ----------
    f : function () -> float
        Reads `array`.
    array : ndarray of float64, any shape
        Changed in place, one entry at a time, and restored.
    eps : float
        Half the distance between the two evaluations. Rounding adds an error of about
        1e-16 / eps, the curve's third derivative one of about eps**2.

    Returns
    -------
    ndarray
        Shape of `array`.

    Notes
    -----
    Taught on pages 4.2 and 4.3.
    """
    float_array("array", array, np.float64)
    positive("eps", eps)
    gradient = np.empty_like(array)
    for i in np.ndindex(array.shape):
        kept = array[i]
        try:
            array[i] = kept + eps
            above = f()
            array[i] = kept - eps
            below = f()
        finally:
            array[i] = kept
        gradient[i] = (above - below) / (2 * eps)
    return gradient


def check_gradients(model, loss, X, y):
    """Return the worst relative error of ``backward``, over all parameters and the input.

    Parameters
    ----------
    model : Sequential
        With float64 parameters. Dropout does nothing here.
    loss : Loss
    X : ndarray of float64, (n, d)
    y : ndarray
        Targets of the kind `loss` takes.

    Returns
    -------
    float
        For each array the largest difference between the two gradients, over the largest
        entry of either (1e-4 at least, lest rounding be divided by nothing); the worst of
        these. A right ``backward`` gives less than 1e-6, a wrong one seldom less than 1e-2.

    Notes
    -----
    Taught on pages 4.2 and 4.3.
    """
    X = float_array("X", X, np.float64).copy()

    def f():
        return loss.forward(model.forward(X), y)

    f()
    dX = model.backward(loss.backward())
    formulas = [*model.gradients(), dX]
    worst = 0.0
    for array, formula in zip([*model.parameters(), X], formulas, strict=True):
        definition = numerical_gradient(f, array)
        scale = max(np.abs(definition).max(), np.abs(formula).max(), 1e-4)
        worst = np.maximum(worst, np.abs(formula - definition).max() / scale)  # keeps NaN
    return float(worst)
