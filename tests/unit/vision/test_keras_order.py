"""What page 5.4 says of seeded Keras on TensorFlow, and why the studies shuffle as they do."""

import subprocess
import sys

CODE = """
import sys
import keras
import numpy as np

seen = []

class Recorder(keras.layers.Layer):
    def call(self, x):
        seen.append(tuple(np.asarray(x).ravel()))
        return x

if sys.argv[1] == "seeded":
    keras.utils.set_random_seed(0)
x = np.arange(30, dtype="float32")[:, None]
model = keras.Sequential([keras.Input((1,)), Recorder(), keras.layers.Dense(1)])
model.compile("sgd", "mse", run_eagerly=True)
seen.clear()
model.fit(x, 0 * x, batch_size=30, epochs=3, verbose=0)
print(len({order for order in seen if len(order) == 30}))
"""


def orders(how):
    out = subprocess.run([sys.executable, "-W", "ignore", "-c", CODE, how], capture_output=True, text=True, check=True)
    return int(out.stdout.split()[-1])


def test_fit_shuffles_anew_in_each_epoch_without_a_seed():
    assert orders("free") == 3


def test_fit_repeats_one_order_after_set_random_seed():
    assert orders("seeded") == 1
