"""Numbers for the prose: formatted in a cell, pasted by the text, never typed.

The output is what ``myst_nb.glue(name, text, display=False)`` stores, without importing
myst_nb, which a reader's environment need not have.
"""

from .display import publish

_PREFIX = "application/papermill.record/"


def glue(key, text):
    """Store `text` under `key`, for {glue:text}`key` in the prose of the page.

    Parameters
    ----------
    key : str
        Letters, digits and hyphens, such as ``xor-wins``; no colon, which the role would split at.
    text : str
        Already formatted: ``glue("accuracy", f"{accuracy:.1%}")``. nbval compares it.

    Raises
    ------
    TypeError, ValueError
        If either is not a string, or one is empty, or `key` holds a colon or a space.
    """
    for name, value in (("key", key), ("text", text)):
        if not isinstance(value, str):
            raise TypeError(f"{name} must be a str (format numbers first), got {type(value).__name__}")
        if not value:
            raise ValueError(f"{name} must not be empty")
    if ":" in key or any(c.isspace() for c in key):
        raise ValueError(f"key must hold neither colon nor space, got {key!r}")
    publish(
        {f"{_PREFIX}text/plain": repr(text)},
        metadata={"scrapbook": {"name": key, "mime_prefix": _PREFIX}},
    )
