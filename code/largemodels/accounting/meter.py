"""Seconds, memory and energy of a block of code, each only where the machine can tell.

Energy is read from the counter that Linux shows for Intel and AMD packages (RAPL). It counts
the whole package, with whatever else ran meanwhile, and is often hidden: in a virtual machine,
in a container, or from users other than root. Then the energy is None, never an estimate.

Left out: GPUs, whole-machine power at the socket, processes other than this one (for memory).
"""

import pathlib
import time
import tracemalloc

POWERCAP = pathlib.Path("/sys/class/powercap")


class Meter:
    """Measure what a ``with`` block costs.

    Attributes
    ----------
    seconds : float
        Wall-clock time.
    peak_bytes : int
        Most memory that Python and NumPy held at once for what the block allocated. Tracing costs some time itself.
    joules : float or None
        Energy of the processor packages meanwhile; None where the machine cannot tell.

    Notes
    -----
    Taught on page 3.3.

    Examples
    --------
    >>> with Meter() as meter:
    ...     np.ones((1000, 1000)).sum()
    >>> meter.peak_bytes // 1_000_000
    8
    """

    def __init__(self, powercap=POWERCAP):
        self.seconds = self.peak_bytes = self.joules = None
        self._powercap = pathlib.Path(powercap)

    def __enter__(self):
        if tracemalloc.is_tracing():
            raise RuntimeError("tracemalloc is tracing already; a Meter cannot run inside another")
        tracemalloc.start()
        self._before, self._start = read_packages(self._powercap), time.perf_counter()
        return self

    def __exit__(self, *exception):
        self.seconds = time.perf_counter() - self._start
        after = read_packages(self._powercap)
        self.peak_bytes = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        self.joules = spent(self._before, after)


def read_packages(powercap=POWERCAP):
    """Return {package: (microjoules, microjoules at which the counter starts again)}, empty if none is readable."""
    packages = {}
    for folder in sorted(pathlib.Path(powercap).glob("intel-rapl:*")):
        if folder.name.count(":") > 1:
            continue  # a part of a package, counted there already
        try:
            if (folder / "name").read_text(encoding="ascii").startswith("package"):
                packages[folder.name] = tuple(
                    int((folder / name).read_text(encoding="ascii")) for name in ("energy_uj", "max_energy_range_uj")
                )
        except OSError:
            return {}  # a package that cannot be read would make the sum too small
    return packages


def spent(before, after):
    """Return the joules between two readings, None if there are none or they name different packages."""
    if not before or before.keys() != after.keys():
        return None
    return sum((after[name][0] - start) % (span + 1) for name, (start, span) in before.items()) / 1e6
