"""The source article's network, 784-64-64-10 with ReLU, in torch and in Keras.

Left out: a choice of widths. The network is the article's, and pages 5.2 to 5.4 compare
three implementations of this one.
"""

WIDTHS = (784, 64, 64, 10)
"""Units per layer, the 784 pixels first."""


def torch_mlp():
    """Return the network as a ``torch.nn.Sequential`` that gives logits.

    Input (n, 784) or (n, 1, 28, 28), output (n, 10). The softmax belongs to the loss
    (``cross_entropy`` takes logits). torch's own initialisation. 55,050 parameters.
    """
    from torch import nn

    d, h1, h2, k = WIDTHS
    return nn.Sequential(
        nn.Flatten(),  # (n, 1, 28, 28) -> (n, 784)
        nn.Linear(d, h1),  # (n, 784) -> (n, 64)
        nn.ReLU(),
        nn.Linear(h1, h2),  # (n, 64) -> (n, 64)
        nn.ReLU(),
        nn.Linear(h2, k),  # (n, 64) -> (n, 10)
    )


def keras_mlp():
    """Return the network as a compiled ``keras.Sequential`` that gives probabilities.

    Input (n, 784), output (n, 10). Adam with Keras's defaults, cross-entropy on one-hot
    labels, accuracy as the metric: the article's settings. 55,050 parameters.
    """
    import keras

    d, h1, h2, k = WIDTHS
    model = keras.Sequential(
        [
            keras.Input((d,)),
            keras.layers.Dense(h1, activation="relu"),  # (n, 784) -> (n, 64)
            keras.layers.Dense(h2, activation="relu"),  # (n, 64) -> (n, 64)
            keras.layers.Dense(k, activation="softmax"),  # (n, 64) -> (n, 10)
        ]
    )
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    return model
