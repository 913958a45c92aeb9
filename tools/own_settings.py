"""Settings of the book's own for the kernels that execute and test it, so that a reader's own change no output.

matplotlib, IPython and Jupyter read the user's configuration folders. Here they get folders of the book's, kept in
``.cache/settings``; what the environment says of the kernels' appearance is taken back; and this computer is asked
directly, whatever proxy is set.
"""

import os
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / ".cache" / "settings"
FOLDERS = {"MPLCONFIGDIR": "matplotlib", "IPYTHONDIR": "ipython", "JUPYTER_CONFIG_DIR": "jupyter"}
TAKEN_BACK = ("MPLBACKEND", "MATPLOTLIBRC", "PYTHONSTARTUP", "JUPYTER_CONFIG_PATH", "IPYTHON_SUPPRESS_CONFIG_ERRORS")
LOCAL = ("127.0.0.1", "localhost")


def settle(environ=os.environ, folder: Path = FOLDER) -> None:
    """Change `environ` so that kernels started from here on read no settings of the user's."""
    for name, inner in FOLDERS.items():
        place = folder / inner
        place.mkdir(parents=True, exist_ok=True)
        environ[name] = str(place)
    for name in TAKEN_BACK:
        environ.pop(name, None)
    # Both spellings: some programs read the one, some the other.
    known = environ.get("no_proxy") or environ.get("NO_PROXY") or ""
    names = [name for name in known.split(",") if name]
    environ["no_proxy"] = environ["NO_PROXY"] = ",".join([*names, *(name for name in LOCAL if name not in names)])


def build_font_cache(folder: Path = FOLDER) -> None:
    """Let matplotlib list the fonts once, before a page does it and says so on stderr in the middle of its output."""
    if not any((folder / "matplotlib").glob("fontlist-*.json")):
        environment = os.environ | {"MPLCONFIGDIR": str(folder / "matplotlib")}
        subprocess.run([sys.executable, "-c", "import matplotlib.font_manager"], env=environment, capture_output=True, check=False)
