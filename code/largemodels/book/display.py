"""The one door to the notebook: publish a bundle of MIME data, or print it where there is none."""

import sys


def publish(data, metadata=None):
    """Display `data`, a dict of MIME type to text, as one output of the cell.

    Outside IPython the plainest text among `data` is printed instead; a bundle without
    any text to read (a pasted number, say) prints nothing.
    """
    shell = running_shell()
    if shell is not None:
        from IPython.display import display

        display(data, raw=True, metadata=metadata or {})
        return
    for mime in ("text/plain", "text/markdown"):
        if mime in data:
            print(data[mime])
            return


def running_shell():
    """Return the IPython shell that runs this process, or None."""
    # If IPython has not been imported, no shell of it is running.
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython is not None else None
