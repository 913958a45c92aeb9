"""Our network beside TensorFlow in float64, and how far Keras' optimizers go their own way."""

import os

import numpy as np
import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")

import keras
import tensorflow as tf

from largemodels import numpy_nn as nn

ACTIVATIONS = {nn.Sigmoid: tf.sigmoid, nn.Tanh: tf.tanh, nn.ReLU: tf.nn.relu}


def net(activation, seed):
    rng = np.random.default_rng(seed)
    layers = [
        nn.Dense(5, 8, rng=rng, dtype=np.float64),
        activation(),
        nn.Dense(8, 3, rng=rng, dtype=np.float64),
    ]
    layers[0].params["b"][...] = rng.standard_normal(8)
    return nn.Sequential(layers), rng.standard_normal((7, 5)), rng


def tf_loss(loss, Z, y):
    if loss is nn.SoftmaxCrossEntropy:
        return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, Z))
    if loss is nn.SigmoidCrossEntropy:
        return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(y, Z))
    return tf.reduce_mean((Z - y) ** 2)


@pytest.mark.parametrize("loss", [nn.MeanSquaredError, nn.SigmoidCrossEntropy, nn.SoftmaxCrossEntropy])
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("seed", range(3))
def test_gradients_agree_with_gradient_tape(activation, loss, seed):
    model, X, rng = net(activation, seed)
    y = rng.integers(0, 3, 7) if loss is nn.SoftmaxCrossEntropy else rng.random((7, 3))
    ours = loss()
    value = ours.forward(model.forward(X), y)
    dX = model.backward(ours.backward())

    W1, b1, W2, b2 = variables = [tf.Variable(p) for p in model.parameters()]
    inputs = tf.Variable(X)
    with tf.GradientTape() as tape:
        expected = tf_loss(loss, ACTIVATIONS[activation](inputs @ W1 + b1) @ W2 + b2, y)
    assert value == pytest.approx(float(expected), rel=1e-8)
    theirs = tape.gradient(expected, [*variables, inputs])
    for gradient, target in zip([*model.gradients(), dX], theirs, strict=True):
        target = target.numpy()
        assert np.abs(gradient - target).max() <= 1e-8 * np.abs(target).max()


# The formulas the docstring of `optimizers` gives for Keras, in NumPy.


class KerasMomentum(nn.SGD):
    def update(self, g, change):
        self.v[...] = self.momentum * self.v - self.learning_rate * g
        change[...] = -self.v


class KerasRMSprop(nn.RMSProp):
    def update(self, g, change):
        self.v[...] = self.alpha * self.v + (1 - self.alpha) * g * g
        change[...] = self.learning_rate * g / np.sqrt(self.v + self.eps)


class KerasAdam(nn.Adam):
    def update(self, g, change):
        self.m[...] = self.beta1 * self.m + (1 - self.beta1) * g
        self.v[...] = self.beta2 * self.v + (1 - self.beta2) * g * g
        step = self.learning_rate * np.sqrt(1 - self.beta2**self.t) / (1 - self.beta1**self.t)
        change[...] = step * self.m / (np.sqrt(self.v) + self.eps)


# Both are given the same numbers; `bound` is how far apart their weights are after 100
# steps, relative to the largest weight.
CASES = {
    "momentum": (nn.SGD, KerasMomentum, keras.optimizers.SGD, {"momentum": 0.9}, {"momentum": 0.9}, 1e-6),
    "Adam": (nn.Adam, KerasAdam, keras.optimizers.Adam, {"eps": 1e-7}, {"epsilon": 1e-7}, 2e-3),
    "RMSProp": (
        nn.RMSProp,
        KerasRMSprop,
        keras.optimizers.RMSprop,
        {"alpha": 0.9, "eps": 1e-7},
        {"rho": 0.9, "epsilon": 1e-7},
        3e-2,
    ),
}


def weights_after_100_steps(optimizer_class, options):
    model, X, rng = net(nn.Tanh, 0)
    y = rng.integers(0, 3, 7)
    loss, optimizer = nn.SoftmaxCrossEntropy(), optimizer_class(model.parameters(), 0.01, **options)
    nn.fit(model, loss, optimizer, X, y, epochs=100)
    return model.parameters()


def keras_weights_after_100_steps(optimizer_class, options):
    model, X, rng = net(nn.Tanh, 0)
    y = rng.integers(0, 3, 7)
    variables = [keras.Variable(p, dtype="float64") for p in model.parameters()]
    optimizer = optimizer_class(learning_rate=0.01, **options)
    loss = nn.SoftmaxCrossEntropy()
    for _ in range(100):
        for p, variable in zip(model.parameters(), variables, strict=True):
            p[...] = variable.numpy()
        loss.forward(model.forward(X), y)
        model.fill_gradients(loss.backward())
        optimizer.apply([tf.constant(g) for g in model.gradients()], variables)
    return [variable.numpy() for variable in variables]


def distance(ours, theirs):
    return max(np.abs(p - q).max() / np.abs(q).max() for p, q in zip(ours, theirs, strict=True))


@pytest.mark.parametrize("name", CASES)
def test_keras_differs_as_the_docstring_says(name):
    ours, formula, theirs, our_options, their_options, bound = CASES[name]
    keras_weights = keras_weights_after_100_steps(theirs, their_options)
    difference = distance(weights_after_100_steps(ours, our_options), keras_weights)
    explained = distance(weights_after_100_steps(formula, our_options), keras_weights)
    print(name, difference, explained)
    assert difference <= bound
    assert explained <= 1e-5  # what is left: Keras keeps its hyper-parameters in float32
