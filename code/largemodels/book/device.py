"""Which device to compute on: the same notebook runs unchanged on a CPU and on CUDA."""

import os

KINDS = ("cpu", "cuda", "mps")


def device():
    """Return ``"cuda"`` if torch sees a CUDA device, else ``"cpu"``.

    The environment variable ``LARGEMODELS_DEVICE`` (cpu, cuda or mps) overrides the choice.
    ``mps`` is never chosen by itself: it has no float64.

    Returns
    -------
    str
        A name for ``torch.device`` and ``tensor.to``.

    Raises
    ------
    ValueError
        If ``LARGEMODELS_DEVICE`` is none of the three.
    RuntimeError
        If the device it asks for is not there. Nothing falls back in silence.

    Notes
    -----
    Taught on page 5.1.
    """
    asked = os.environ.get("LARGEMODELS_DEVICE", "").strip().lower()
    if asked and asked not in KINDS:
        raise ValueError(f"LARGEMODELS_DEVICE must be one of {', '.join(KINDS)}; got {asked!r}")
    if asked == "cpu":
        return "cpu"
    try:
        import torch  # only when asked: a page without torch opens without it, and without its second
    except ImportError:
        if asked:
            raise RuntimeError(f"LARGEMODELS_DEVICE={asked}, but torch is not installed") from None
        return "cpu"
    if asked == "mps":
        if not torch.backends.mps.is_available():
            raise RuntimeError("LARGEMODELS_DEVICE=mps, but torch finds no such device")
        return "mps"
    if torch.cuda.is_available():
        return "cuda"
    if asked == "cuda":
        built = "" if torch.version.cuda else f" (torch {torch.__version__} is a build without CUDA)"
        raise RuntimeError(f"LARGEMODELS_DEVICE=cuda, but torch finds no CUDA device{built}")
    return "cpu"
