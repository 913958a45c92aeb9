"""How figures look: one palette, one size, PNG at twice the resolution and the same bytes each time."""

from .display import running_shell

#: Okabe and Ito's palette, told apart by colour-blind readers and dark enough for a white page.
COLORS = {
    "blue": "#0072B2",
    "orange": "#D55E00",
    "green": "#009E73",
    "purple": "#CC79A7",
    "yellow": "#E69F00",
    "sky": "#56B4E9",
    "black": "#1A1A1A",
    "grey": "#767676",
}

#: Inches; at 100 dots per inch as wide as the text of a page (46 em).
FIGURE_SIZE = (7.2, 3.6)

# No date, no version of matplotlib: the same figure is the same bytes.
PNG_METADATA = {"Software": None, "Creation Time": None}


def rc():
    """Return the book's matplotlib settings as a dict."""
    from cycler import cycler

    cycle = [COLORS[c] for c in ("blue", "orange", "green", "purple", "yellow", "sky", "black")]
    return {
        "figure.figsize": FIGURE_SIZE,
        "figure.dpi": 100,
        "savefig.dpi": 200,
        "figure.facecolor": "white",
        "savefig.facecolor": "white",
        "font.family": "sans-serif",
        "font.sans-serif": ["DejaVu Sans"],  # comes with matplotlib, so it is the same everywhere
        "font.size": 11,
        "axes.titlesize": 12,
        "axes.labelsize": 11,
        "legend.fontsize": 10,
        "xtick.labelsize": 10,
        "ytick.labelsize": 10,
        "axes.prop_cycle": cycler(color=cycle),
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": True,
        "axes.axisbelow": True,
        "grid.color": "#E3E3E3",
        "grid.linewidth": 0.8,
        "lines.linewidth": 2.0,
        "lines.markersize": 6,
        "legend.frameon": False,
        "image.cmap": "viridis",
        "image.interpolation": "nearest",
    }


INLINE = "module://matplotlib_inline.backend_inline"


def use_style():
    """Set the book's figure style, and, in a notebook, PNG at 2x without date or version.

    Notes
    -----
    Called in the first cell of every page. What the reader's own settings say (a ``matplotlibrc``, an IPython profile,
    ``MPLBACKEND``) is set aside, so that a page looks the same for everyone. Outside IPython only matplotlib's settings
    change.
    """
    import matplotlib

    matplotlib.rcdefaults()
    matplotlib.rcParams.update(rc())
    shell = running_shell()
    if shell is None:
        return
    shell.ast_node_interactivity = "last_expr"  # a cell shows the value of its last line, no other
    if hasattr(shell, "kernel") and matplotlib.get_backend().lower() not in ("inline", INLINE):
        shell.enable_matplotlib("inline")  # a window, or none at all, leaves the page without its figures
    # A kernel draws inline from the first import of pyplot on, and that import puts settings of
    # its own: so import it now, and set ours after.
    import matplotlib.pyplot  # noqa: F401
    from matplotlib_inline.config import InlineBackend

    backend = InlineBackend.instance(parent=shell)
    backend.shell = shell
    backend.print_figure_kwargs = {"bbox_inches": "tight", "pad_inches": 0.08, "metadata": PNG_METADATA}
    backend.figure_formats = {"retina"}
    backend.close_figures = True
    matplotlib.rcParams.update(rc())
