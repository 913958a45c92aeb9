"""A table of results as a table, not as columns of print."""

from .display import publish


def show_table(header, rows):
    """Display a Markdown table: on the site a real one, in JupyterLab too.

    Parameters
    ----------
    header : sequence of str
        The columns' names.
    rows : iterable of sequences
        As long as `header`; each value is shown as ``str`` shows it, so format numbers first.

    Raises
    ------
    ValueError
        If there is no column, or a row is not as long as the header.
    """
    header, rows = [_cell(name) for name in header], [[_cell(value) for value in row] for row in rows]
    if not header:
        raise ValueError("header must name at least one column")
    for row in rows:
        if len(row) != len(header):
            raise ValueError(f"each row must have {len(header)} values as the header has, got {row}")
    lines = [header, ["---"] * len(header), *rows]
    publish({"text/markdown": "\n".join(f"| {' | '.join(line)} |" for line in lines)})


def _cell(value):
    """Return `value` as text that does not end its cell."""
    return str(value).replace("|", "\\|").replace("\n", " ")
