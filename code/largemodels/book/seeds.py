"""One call that seeds every random generator in use.

Left out: NumPy's ``default_rng``, which has no global state. Make one per purpose and pass it on.
"""

import random
import sys

import numpy as np


def seed_everything(seed=0):
    """Seed Python's and NumPy's global generators, and those of the frameworks already imported.

    torch, TensorFlow and Keras are seeded only if they have been imported before the call;
    none of them is imported by it.

    Parameters
    ----------
    seed : int
        From 0 to 2**32 - 1.

    Raises
    ------
    TypeError, ValueError
        If `seed` is not an integer or out of range.

    Notes
    -----
    Used in the first cell of every page.
    """
    if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)):
        raise TypeError(f"seed must be an int, got {type(seed).__name__}")
    seed = int(seed)
    if not 0 <= seed < 2**32:
        raise ValueError(f"seed must lie between 0 and 2**32 - 1, got {seed}")
    random.seed(seed)
    np.random.seed(seed)  # noqa: NPY002  the one a reader's own code may use
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.manual_seed(seed)  # every device
        torch.backends.cudnn.benchmark = False
        torch.backends.cudnn.deterministic = True
    # keras first: its helper also seeds its backend, and TensorFlow's seed is then set to ours.
    keras = sys.modules.get("keras")
    if keras is not None and hasattr(keras, "utils"):
        keras.utils.set_random_seed(seed)
    tensorflow = sys.modules.get("tensorflow")
    if tensorflow is not None and hasattr(tensorflow, "random"):
        tensorflow.random.set_seed(seed)
