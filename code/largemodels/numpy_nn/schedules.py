"""Schedules: what the learning rate is to be at each step.

Every function here returns a schedule, a function ``f(t) -> learning rate`` of the number t
of steps taken so far. `warmup` wraps another one. Give it to ``fit(..., schedule=f)``, or
assign ``optimizer.learning_rate = f(optimizer.t)`` before each step. Taught on page 3.1.

Left out: schedules that look at the loss.
"""

import math

from .._check import number, positive, whole


def constant(learning_rate):
    """The same rate at every step."""
    learning_rate = float(positive("learning_rate", learning_rate))
    return lambda t: learning_rate


def cosine_decay(learning_rate, steps, final=0.0):
    """Go down along half a cosine to `final` at step `steps`, and stay there.

    Loshchilov and Hutter, *SGDR* (2017), equation 5, without restarts.
    """
    learning_rate = float(positive("learning_rate", learning_rate))
    steps, final = whole("steps", steps), number("final", final)
    return lambda t: final + (learning_rate - final) * (1 + math.cos(math.pi * min(t / steps, 1))) / 2


def warmup(schedule, steps):
    """Climb in a straight line during the first `steps` steps, then follow `schedule`.

    Step t = 0 already moves, by ``1 / steps`` of the rate; `schedule` starts at t = `steps`
    from its own beginning. Goyal et al., *Accurate, large minibatch SGD* (2017).
    """
    steps = whole("steps", steps)
    if not callable(schedule):
        raise TypeError(f"schedule must be a function of t, got {type(schedule).__name__}")
    return lambda t: schedule(0) * (t + 1) / steps if t < steps else schedule(t - steps)
