"""Are two renderings of a figure the same picture?

A pixel of one image agrees with the other image if each of its colours lies, up to a small
tolerance, within the range of that colour in the other's 3 x 3 pixels around the same place.
So an edge may be drawn one pixel aside (rounding of a coordinate on another processor, which
at 200 dots per inch no reader sees) and antialiasing may differ, while a colour, a stroke of
a letter or a line that is elsewhere does not agree. The verdict is local: it counts the
pixels that do not agree in the worst small window, because a changed label is a few hundred
pixels of a million and would vanish in any average.
"""

import io

import numpy as np
from PIL import Image
from scipy import ndimage

# The tolerance, in this one place. Colours are from 0 to 1; measured in test_figures.py:
# noise and shifts in the last digits leave 0 pixels in the worst window; the smallest change
# that matters there (one letter more in a label of the legend) leaves 111.
COLOUR = 0.06
"""How far outside the other image's range a colour may lie: 15 of 255 steps."""
WINDOW = 32
"""Side of the window in pixels: about the height of a letter at 2x."""
WORST_WINDOW = 12
"""How many of the window's 1024 pixels may disagree."""
SIZE = 2
"""How many pixels wider or higher one image may be (the tight bounding box is rounded)."""


def load(png):
    """Return the PNG (bytes) as an array (height, width, 3) of floats, on white."""
    image = Image.open(io.BytesIO(png)).convert("RGBA")
    white = Image.new("RGBA", image.size, "white")
    return np.asarray(Image.alpha_composite(white, image).convert("RGB"), dtype=np.float32) / 255


def disagreement(a, b):
    """Return the mask (height, width) of the pixels of `a` and `b` that do not agree."""
    return _outside(a, b) | _outside(b, a)


def _outside(a, b):
    size = (3, 3, 1)
    low, high = ndimage.minimum_filter(b, size), ndimage.maximum_filter(b, size)
    return ((a < low - COLOUR) | (a > high + COLOUR)).any(axis=2)


def compare(stored, fresh):
    """Return None if the two PNGs (bytes) show the same, else what differs, in words."""
    if stored == fresh:
        return None
    a, b = load(stored), load(fresh)
    if max(abs(a.shape[0] - b.shape[0]), abs(a.shape[1] - b.shape[1])) > SIZE:
        return f"sizes differ: stored {a.shape[1]} x {a.shape[0]}, fresh {b.shape[1]} x {b.shape[0]} pixels"
    mask = disagreement(*_same_size(a, b))
    counts = ndimage.uniform_filter(mask.astype(np.float32), WINDOW, mode="constant") * WINDOW**2
    worst = int(round(float(counts.max())))
    if worst <= WORST_WINDOW:
        return None
    y, x = np.unravel_index(counts.argmax(), counts.shape)
    return (
        f"{mask.sum()} pixels differ; around x={x}, y={y} it is {worst} of {WINDOW**2} (at most {WORST_WINDOW} may)"
    )


def difference_image(stored, fresh):
    """Return a PNG (bytes) of the stored image, faded, with the disagreeing pixels in red."""
    a, b = _same_size(load(stored), load(fresh), anyway=True)
    picture = 0.75 + 0.25 * a
    picture[disagreement(a, b)] = (0.9, 0.0, 0.0)
    out = io.BytesIO()
    Image.fromarray((picture * 255).astype(np.uint8)).save(out, "PNG")
    return out.getvalue()


def _same_size(a, b, anyway=False):
    """Return both cut (by at most SIZE), or padded with white, to a common size."""
    size = max if anyway else min
    height, width = size(a.shape[0], b.shape[0]), size(a.shape[1], b.shape[1])
    if not anyway:
        return a[:height, :width], b[:height, :width]
    out = []
    for image in (a, b):
        canvas = np.ones((height, width, 3), np.float32)
        canvas[: image.shape[0], : image.shape[1]] = image
        out.append(canvas)
    return out
