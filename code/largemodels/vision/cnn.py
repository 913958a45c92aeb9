"""Small convolutional networks for 28 by 28 images, in torch and in Keras.

Each block is convolution, pooling, batch normalisation, ReLU. Pooling comes first because
what follows then has a quarter of the numbers to touch; with ReLU the order of the last
two and pooling makes next to no difference to what is learned.
"""


def torch_cnn(channels=(16, 32, 64), batch_norm=True):
    """Return a network from (n, 1, 28, 28) to logits (n, 10).

    Parameters
    ----------
    channels : sequence of int
        Filters of each block; a block halves height and width (28, 14, 7, 3).
    batch_norm : bool
        Without it the layers have a bias instead.

    Notes
    -----
    Taught on page 5.4. Batch normalisation: Ioffe and Szegedy, 2015.
    """
    from torch import nn

    layers, c_in, size = [], 1, 28
    for c_out in channels:
        layers += [
            nn.Conv2d(c_in, c_out, 3, padding=1, bias=not batch_norm),  # (n, c_in, s, s) -> (n, c_out, s, s)
            nn.MaxPool2d(2),  # -> (n, c_out, s // 2, s // 2)
            *([nn.BatchNorm2d(c_out)] if batch_norm else []),
            nn.ReLU(),
        ]
        c_in, size = c_out, size // 2
    return nn.Sequential(
        *layers,
        nn.Flatten(),  # -> (n, c_in * size * size)
        nn.Linear(c_in * size * size, 10),  # -> (n, 10)
    )


def fast_cnn():
    """Return a network from (n, 1, 28, 28) to logits (n, 10) that trains faster than `torch_cnn`.

    The margin of two pixels, which is empty, is cut off, and the first filters, 5 by 5, move two
    pixels at a time: the layer that sees the most positions sees a quarter of them.

    Notes
    -----
    Taught on page 5.4.
    """
    from torch import nn

    return nn.Sequential(
        nn.ZeroPad2d(-2),  # (n, 1, 28, 28) -> (n, 1, 24, 24)
        nn.Conv2d(1, 16, 5, stride=2, padding=2, bias=False),  # -> (n, 16, 12, 12)
        nn.BatchNorm2d(16),
        nn.ReLU(),
        nn.Conv2d(16, 32, 3, padding=1, bias=False),
        nn.MaxPool2d(2),  # -> (n, 32, 6, 6)
        nn.BatchNorm2d(32),
        nn.ReLU(),
        nn.Conv2d(32, 64, 3, padding=1, bias=False),
        nn.MaxPool2d(2),  # -> (n, 64, 3, 3)
        nn.BatchNorm2d(64),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(64 * 3 * 3, 10),
    )


def keras_cnn(channels=(16, 32, 64)):
    """Return the same network in Keras, from images (n, 28, 28, 1) to logits (n, 10).
    """
    import keras
    from keras import layers

    stack = [keras.Input((28, 28, 1))]
    for c_out in channels:
        stack += [
            layers.Conv2D(c_out, 3, padding="same", use_bias=False),
            layers.MaxPooling2D(2),
            layers.BatchNormalization(momentum=0.9),
            layers.ReLU(),
        ]
    stack += [
        layers.Flatten(),
        layers.Dense(10),  # logits, as in torch
    ]
    return keras.Sequential(stack)
