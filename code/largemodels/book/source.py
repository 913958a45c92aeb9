"""Show the source of something in the package, so that the page and the package cannot differ."""

import inspect
import textwrap

from .display import publish


def show_source(obj):
    """Display the source of `obj` as a Python code block.

    Parameters
    ----------
    obj : function, class, method or module

    Raises
    ------
    TypeError
        If `obj` has no Python source (an instance, a built-in).
    """
    publish({"text/markdown": fenced(source_of(obj), "python")})


def source_of(obj):
    """Return the source of `obj`, without its indentation and the final newline."""
    try:
        return textwrap.dedent(inspect.getsource(inspect.unwrap(obj) if callable(obj) else obj)).rstrip("\n")
    except (OSError, TypeError) as error:
        raise TypeError(f"obj must be a function, a class or a module written in Python, got {obj!r}") from error


def fenced(text, language):
    """Return `text` in a Markdown fence longer than any run of backticks in it."""
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}{language}\n{text}\n{fence}"
