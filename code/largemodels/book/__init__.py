"""What a notebook needs to be a page: seeds, device, verdicts, figure style, diagrams.

Importing it is cheap: IPython, matplotlib, torch and TensorFlow are imported only by the
functions that use them, so that the package also runs where they do not exist.
"""

import os as _os

# TensorFlow announces itself on stderr when it is imported; no page should show that. These
# are its own switches, and a reader who has set them keeps his setting.
_os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
_os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from .checks import Claim, check
from .device import device
from .glue import glue
from .mermaid import mermaid_source, to_mermaid
from .seeds import seed_everything
from .source import show_source
from .style import COLORS, use_style
from .table import show_table

__all__ = [
    "COLORS",
    "Claim",
    "check",
    "device",
    "glue",
    "mermaid_source",
    "seed_everything",
    "show_source",
    "show_table",
    "to_mermaid",
    "use_style",
]
