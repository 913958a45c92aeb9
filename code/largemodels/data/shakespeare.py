"""Tiny Shakespeare: about a million characters of plays, in one file."""

from .fetch import fetch


def load_tinyshakespeare():
    """Load the text.

    Returns
    -------
    str
        1,115,394 characters, 65 of them distinct; lines end in ``"\\n"``.

    Raises
    ------
    DatasetUnavailable
        If the file is neither cached nor to be had.

    Notes
    -----
    Taught on page 2.2. Source: Karpathy, char-rnn (2015); the plays are in the public domain.
    """
    return fetch("tinyshakespeare", "input.txt").read_bytes().decode("ascii")
