"""What the book knows of its data sets: addresses, SHA-256, sizes, licences (registry.json)."""

import functools
import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Entry:
    """One file of a data set."""

    key: str
    """``set/file``, which is also its path under the cache and under a mirror."""
    sha256: str
    """The hash of its content, in hexadecimal."""
    size: int
    """Bytes."""
    urls: tuple
    """The addresses to try, in order."""


@functools.lru_cache(maxsize=1)
def sets():
    """Return the registry: name of a set -> {"files", "licence", "source"}."""
    text = (Path(__file__).parent / "registry.json").read_text(encoding="utf-8")
    return json.loads(text)


def entry(set_name, file):
    """Return the Entry of `file` in the set `set_name`. Raises KeyError, naming what there is."""
    try:
        files = sets()[set_name]["files"]
    except KeyError:
        raise KeyError(f"no data set {set_name!r}; known: {', '.join(sorted(sets()))}") from None
    key = f"{set_name}/{file}"
    if key not in files:
        known = ", ".join(sorted(k.split("/", 1)[1] for k in files))
        raise KeyError(f"no file {file!r} in data set {set_name!r}; known: {known}")
    record = files[key]
    return Entry(key, record["sha256"], record["bytes"], tuple(record["urls"]))
