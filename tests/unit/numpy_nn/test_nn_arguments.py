"""Every wrong argument gives a ValueError or TypeError that names it; every right one passes."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from largemodels import numpy_nn as nn

RNG = np.random.default_rng(0)
LAYERS = {
    "Dense": lambda dtype: nn.Dense(3, 3, rng=np.random.default_rng(0), dtype=dtype),
    "Sigmoid": lambda dtype: nn.Sigmoid(),
    "Tanh": lambda dtype: nn.Tanh(),
    "ReLU": lambda dtype: nn.ReLU(),
    "Dropout": lambda dtype: nn.Dropout(0.5, rng=np.random.default_rng(0)),
}
LOSSES = [nn.MeanSquaredError, nn.SigmoidCrossEntropy, nn.SoftmaxCrossEntropy]
FLOATS = st.sampled_from([np.float32, np.float64])


def dense(n_in=3, n_out=2, **options):
    return nn.Dense(n_in, n_out, rng=np.random.default_rng(0), **options)


def raises(kind, *words):
    """Expect an error of `kind` whose text holds all `words`, in this order."""
    return pytest.raises(kind, match=".*".join(map(re.escape, words)))


@pytest.mark.parametrize("layer", LAYERS)
@given(n=st.integers(0, 9), dtype=FLOATS, training=st.booleans())
@settings(max_examples=20, deadline=None)
def test_layers_keep_shape_and_precision_even_of_an_empty_batch(layer, n, dtype, training):
    made = LAYERS[layer](dtype)
    Y = made.forward(np.ones((n, 3), dtype), training=training)
    assert Y.shape == (n, 3) and Y.dtype == dtype
    dX = made.backward(np.ones((n, 3), dtype))
    assert dX.shape == (n, 3) and dX.dtype == dtype
    assert all(made.grads[name].shape == p.shape and made.grads[name].dtype == dtype for name, p in made.params.items())


@given(
    X=hnp.arrays(
        st.sampled_from([np.int64, np.uint8, np.bool_, np.float16, np.complex128, np.object_]),
        hnp.array_shapes(min_dims=2, max_dims=2, max_side=4),
        fill=st.just(0),
        elements=st.just(0),
    ),
    layer=st.sampled_from(list(LAYERS)),
)
def test_layers_refuse_other_types(X, layer):
    with raises(TypeError, "X must hold float32 or float64, got", str(X.dtype)):
        LAYERS[layer](np.float32).forward(X)


@given(shape=hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=5))
def test_dense_takes_only_its_own_width(shape):
    X = np.zeros(shape, np.float32)
    if len(shape) == 2 and shape[1] == 3:
        assert dense().forward(X).shape == (shape[0], 2)
    else:
        with raises(ValueError, "X must have shape (n, 3), got", str(shape)):
            dense().forward(X)


def test_precisions_do_not_mix():
    with raises(TypeError, "X is float64, expected float32"):
        dense().forward(np.zeros((1, 3)))
    with raises(TypeError, "X is float32, expected float64"):
        dense(dtype=np.float64).forward(np.zeros((1, 3), np.float32))
    with raises(TypeError, "X must be a NumPy array, got list"):
        dense().forward([[1.0, 2.0, 3.0]])


@pytest.mark.parametrize("layer", LAYERS)
def test_backward_refuses_what_would_broadcast(layer):
    made = LAYERS[layer](np.float64)
    with raises(RuntimeError, "call forward before backward"):
        made.backward(np.ones((4, 3)))
    made.forward(np.ones((4, 3)))
    for shape in [(4, 1), (1, 3), (3,), (5, 3)]:
        with raises(ValueError, "dY must have shape (4, 3), got", str(shape)):
            made.backward(np.ones(shape))
    with raises(TypeError, "dY is float32, expected float64"):
        made.backward(np.ones((4, 3), np.float32))


@pytest.mark.parametrize("loss", LOSSES)
def test_nan_is_never_hidden(loss):
    model = nn.Sequential([dense(), nn.ReLU(), dense(2, 2), nn.Tanh()])
    X = np.ones((4, 3), np.float32)
    X[1, 2] = np.nan
    y = np.zeros(4, int) if loss is nn.SoftmaxCrossEntropy else np.zeros((4, 2))
    measured = loss()
    assert np.isnan(measured.forward(model(X), y))
    assert np.isnan(measured.backward()[1]).all() and np.isfinite(measured.backward()[0]).all()


@pytest.mark.parametrize("loss", LOSSES)
def test_losses_refuse_an_empty_batch_and_other_types(loss):
    with raises(ValueError, "Z is empty", "(0, 2)"):
        loss().forward(np.zeros((0, 2)), np.zeros((0, 2)))
    with raises(ValueError, "Z must have shape (n, k), got (3,)"):
        loss().forward(np.zeros(3), np.zeros(3))
    with raises(TypeError, "Z must hold float32 or float64, got int64"):
        loss().forward(np.zeros((3, 2), np.int64), np.zeros((3, 2)))
    with raises(RuntimeError, "before forward"):
        loss().backward()


@pytest.mark.parametrize("loss", [nn.MeanSquaredError, nn.SigmoidCrossEntropy])
def test_targets_have_the_shape_of_the_logits(loss):
    Z = np.zeros((4, 1))
    for shape in [(4,), (1, 4), (4, 2), (1, 1), ()]:  # all of these would broadcast
        with raises(ValueError, "y must have shape (4, 1), as Z, got", str(shape)):
            loss().forward(Z, np.zeros(shape))
    with raises(TypeError, "y must hold real numbers, got dtype object"):
        loss().forward(Z, np.full((4, 1), None))
    with raises(TypeError, "y must hold real numbers"):
        loss().forward(Z, np.full((4, 1), "1"))
    expected = loss().forward(Z, np.ones((4, 1)))
    for dtype in (bool, int, np.uint8, np.float32):  # labels of any real type are the same labels
        assert loss().forward(Z, np.ones((4, 1), dtype)) == expected


@given(dtype=FLOATS, target=st.sampled_from([bool, int, np.float64]))
def test_a_target_does_not_change_the_precision(dtype, target):
    for loss in (nn.MeanSquaredError(), nn.SigmoidCrossEntropy()):
        loss.forward(np.zeros((2, 1), dtype), np.ones((2, 1), target))
        assert loss.backward().dtype == dtype


@pytest.mark.parametrize("wrong", [-0.1, 1.1, 2.0, np.nan, np.inf])
def test_binary_labels_lie_between_0_and_1(wrong):
    with raises(ValueError, "y must lie in [0, 1], got values"):
        nn.SigmoidCrossEntropy().forward(np.zeros((2, 1)), np.array([[0.0], [wrong]]))


@given(labels=hnp.arrays(np.int64, 5, elements=st.integers(-3, 6)))
def test_class_labels_lie_between_0_and_k(labels):
    Z = np.zeros((5, 3))
    if labels.min() >= 0 and labels.max() < 3:
        assert nn.SoftmaxCrossEntropy().forward(Z, labels) == pytest.approx(np.log(3))
    else:
        with raises(ValueError, "y must hold labels from 0 to 2, got", str(labels.min()), str(labels.max())):
            nn.SoftmaxCrossEntropy().forward(Z, labels)


def test_class_labels_are_integers_one_for_each_row():
    Z = np.zeros((4, 3))
    with raises(ValueError, "y must have shape (4,), got (4, 3)", "argmax"):
        nn.SoftmaxCrossEntropy().forward(Z, np.zeros((4, 3)))
    with raises(ValueError, "y must have shape (4,), got (4, 1)"):
        nn.SoftmaxCrossEntropy().forward(Z, np.zeros((4, 1), int))
    with raises(ValueError, "y must have shape (4,), got (3,)"):
        nn.SoftmaxCrossEntropy().forward(Z, np.zeros(3, int))
    for dtype in (float, bool, object, str):
        with raises(TypeError, "y must hold integer class labels, got dtype"):
            nn.SoftmaxCrossEntropy().forward(Z, np.zeros(4).astype(dtype))


def test_optimizers_check_their_arrays():
    for optimizer in (nn.SGD, nn.RMSProp, nn.Adam, nn.AdamW):
        p = np.zeros((2, 3), np.float32)
        made = optimizer([p], 0.1)
        with raises(ValueError, "grads must hold 1 arrays, got 2"):
            made.step([p, p])
        with raises(ValueError, "grads[0] must have shape (2, 3), got (3,)"):
            made.step([np.zeros(3, np.float32)])
        with raises(TypeError, "grads[0] is float64, expected float32"):
            made.step([np.zeros((2, 3))])
        with raises(ValueError, "params must hold at least one array"):
            optimizer([], 0.1)
        with raises(TypeError, "params[0] must hold float32 or float64, got int64"):
            optimizer([np.zeros(3, np.int64)], 0.1)
        with raises(TypeError, "params[1] is float64, expected float32"):
            optimizer([p, np.zeros(3)], 0.1)
        with raises(TypeError, "params[0] must be a NumPy array"):
            optimizer([[1.0]], 0.1)
        for wrong in (0, -1, np.nan, np.inf):
            with raises(ValueError, "learning_rate must"):
                optimizer([p], wrong)
        with raises(TypeError, "learning_rate must be a number, got str"):
            optimizer([p], "fast")
        assert made.t == 0 and not p.any()  # a refused step changes nothing


@pytest.mark.parametrize(
    ("make", "kind", "words"),
    [
        (lambda: dense(0, 2), ValueError, "n_in must be at least 1, got 0"),
        (lambda: dense(2.0, 2), TypeError, "n_in must be an integer, got float"),
        (lambda: dense(2, True), TypeError, "n_out must be an integer, got bool"),
        (lambda: nn.Dense(2, 2, rng=0), TypeError, "rng must be a Generator"),
        (lambda: dense(dtype=np.float16), TypeError, "dtype must be float32 or float64, got float16"),
        (lambda: dense(weight_init="he"), ValueError, "weight_init must be a function or one of"),
        (lambda: nn.Dropout(1.0, rng=RNG), ValueError, "p must lie in [0, 1), got 1.0"),
        (lambda: nn.Dropout(-0.1, rng=RNG), ValueError, "p must lie in [0, 1), got -0.1"),
        (lambda: nn.Dropout(0.5, rng=None), TypeError, "rng must be a Generator"),
        (lambda: nn.SGD([np.zeros(1)], 1, momentum=1), ValueError, "momentum must lie in [0, 1), got 1"),
        (lambda: nn.Adam([np.zeros(1)], betas=(0.9, 1)), ValueError, "betas[1] must lie in [0, 1), got 1"),
        (lambda: nn.Sequential([]), ValueError, "layers must hold at least one layer"),
        (lambda: nn.Sequential([np.tanh]), TypeError, "layers[0] must be a Layer, got ufunc"),
        (lambda: nn.Sequential([dense(3, 2), dense(3, 1)]), ValueError, "layers[1] must take 2 inputs"),
        (lambda: nn.Sequential([nn.ReLU()] * 2), ValueError, "layers[1] must be an object of its own"),
        (lambda: nn.Sequential([dense()]).gradients(), RuntimeError, "there are no gradients yet"),
        (lambda: nn.EarlyStopping(0), ValueError, "patience must be at least 1"),
        (lambda: nn.initializers.uniform(1, 0), ValueError, "high must lie in [1, inf), got 0"),
        (lambda: nn.initializers.normal(-1), ValueError, "std must lie in [0, inf), got -1"),
        (lambda: nn.softmax(np.zeros((2, 0))), ValueError, "Z must have entries along axis -1, got shape (2, 0)"),
        (lambda: nn.log_softmax(1.0), ValueError, "Z must have entries along axis -1, got shape ()"),
        (lambda: nn.sigmoid("1"), TypeError, "Z must hold real numbers, got dtype"),
        (lambda: nn.numerical_gradient(lambda: 0.0, np.zeros(2, np.float32)), TypeError, "array is float32"),
        (lambda: nn.numerical_gradient(lambda: 0.0, np.zeros(2), eps=0), ValueError, "eps must be greater than 0"),
    ],
)
def test_constructors_name_the_wrong_argument(make, kind, words):
    with raises(kind, words):
        make()
