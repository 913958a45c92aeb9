"""Get a file of a data set: from the cache, else from the mirror, else from its addresses in turn.

What is returned is a file whose size and SHA-256 are those of the registry, or an error.
A file is written beside its place in the cache under a name of its own, verified, and moved
there in one step; so two processes may ask at once, and a half file is never seen.

Left out: resuming a broken download, and fetching several files in parallel.
"""

import contextlib
import os
import re
import threading
import time
import uuid
import warnings
from pathlib import Path
from urllib.parse import quote, urlsplit
from urllib.request import url2pathname

from .registry import entry
from .verify import CacheError, GuardedWriter, SourceError, is_intact

CONNECT_TIMEOUT = 10
"""Seconds to wait for a server to accept the connection."""
READ_TIMEOUT = 30
"""Seconds without a byte after which a server counts as gone."""
SLOWEST = 20_000
"""Bytes per second; below this, on average, an address is given up (with a minute's grace)."""
GRACE = 60
ABANDONED = 24 * 3600
"""Age in seconds at which a half file is nobody's: a process was killed while it wrote it."""


class DatasetUnavailable(RuntimeError):
    """A file of a data set is neither cached nor to be had.

    Attributes
    ----------
    set_name, file : str
        What was asked for.
    tried : list of (str, str)
        Each source and why it did not serve, in the order tried.
    """

    def __init__(self, set_name, file, tried, target):
        self.set_name, self.file, self.tried = set_name, file, list(tried)
        super().__init__(set_name, file, self.tried, target)

    def __str__(self):
        set_name, file, tried, target = self.args
        lines = [f"data set {set_name!r}: no intact copy of {file} could be had（得不到数据集 {set_name}）. Tried:"]
        lines += [f"  - {source}: {reason}" for source, reason in tried]
        lines += [
            f"To supply it by hand, put the file at {target},",
            f"or set LARGEMODELS_MIRROR to a folder or base URL that holds {set_name}/{file}.",
            "（也可以手动下载这个文件，放到上面的位置；或者让 LARGEMODELS_MIRROR 指向放有它的文件夹或网址。）",
        ]
        return "\n".join(lines)


def cache_folder():
    """Return where files are kept: ``LARGEMODELS_CACHE``, or the platform's cache folder."""
    chosen = os.environ.get("LARGEMODELS_CACHE")
    if chosen:
        return Path(chosen).expanduser()
    return Path(_pooch().os_cache("largemodels"))


def fetch(set_name, file):
    """Return the path of an intact copy of `file` of the data set `set_name`.

    Parameters
    ----------
    set_name : str
        Such as ``"mnist"``.
    file : str
        Such as ``"train-images-idx3-ubyte.gz"``.

    Returns
    -------
    pathlib.Path
        In the cache; or in the mirror, if that is a folder and the cache cannot be written.

    Raises
    ------
    KeyError
        If the registry knows no such set or file.
    DatasetUnavailable
        If no source serves the right bytes; it names each one with its reason.

    Notes
    -----
    The environment variables ``LARGEMODELS_CACHE`` (folder) and ``LARGEMODELS_MIRROR`` (folder
    or base URL, also file://) are read at every call.
    """
    wanted = entry(set_name, file)
    target = cache_folder() / wanted.key
    tried = []
    try:
        if is_intact(target, wanted):
            return target
        tried.append((f"cache {target}", "not there"))
    except (SourceError, OSError) as error:  # damaged, or not readable: fetched again
        tried.append((f"cache {target}", str(error)))
    for source in _sources(wanted):
        try:
            _bring(source, target, wanted)
            return target
        except SourceError as error:
            tried.append((str(source), str(error)))
        except CacheError as error:
            # No other source would mend the cache. A right file in the mirror folder serves as it is.
            tried.append((f"cache {target.parent}", str(error)))
            if isinstance(source, Path) and is_intact(source, wanted):
                return source
            break
    raise DatasetUnavailable(set_name, file, tried, target)


def _sources(wanted):
    """Yield the mirror (a Path or a URL), then each address."""
    mirror = os.environ.get("LARGEMODELS_MIRROR")
    if mirror and re.match(r"https?://", mirror):
        yield f"{mirror.rstrip('/')}/{quote(wanted.key)}"
    elif mirror and mirror.startswith("file:"):
        yield Path(url2pathname(urlsplit(mirror).path)) / wanted.key
    elif mirror:
        yield Path(mirror).expanduser() / wanted.key
    yield from wanted.urls


def _bring(source, target, wanted):
    """Copy `source` to `target` if it has the right bytes; raise SourceError or CacheError."""
    _sweep(target)
    part = target.with_name(f".{target.name}.{uuid.uuid4().hex[:12]}.part")
    try:
        with GuardedWriter(part, wanted) as writer:
            if isinstance(source, Path):
                _copy(source, writer)
            else:
                _download(source, writer, GRACE + wanted.size / SLOWEST)
            writer.finish()
        try:
            part.replace(target)
        except OSError as error:
            # Windows refuses while another process reads the file that it has just brought here.
            if not _intact_or_false(target, wanted):
                raise CacheError(f"cannot be written ({error})") from error
        is_intact(target, wanted)  # as stored, and remembered for this process
    finally:
        with contextlib.suppress(OSError):  # moved into place, or never made
            part.unlink()


def _sweep(target):
    """Remove the half files that killed processes have left beside `target`."""
    with contextlib.suppress(OSError):
        for part in target.parent.glob(f".{target.name}.*.part"):
            with contextlib.suppress(OSError):  # another process may be sweeping too
                if time.time() - part.stat().st_mtime > ABANDONED:
                    part.unlink()


def _intact_or_false(path, wanted):
    try:
        return is_intact(path, wanted)
    except (SourceError, OSError):
        return False


def _copy(path, writer):
    try:
        with path.open("rb") as file:
            while block := _read(file):
                writer.write(block)
    except FileNotFoundError:
        raise SourceError("no such file") from None
    except OSError as error:
        raise SourceError(f"cannot be read ({error})") from error


def _read(file):
    return file.read(1 << 20)


def _pooch():
    """Import pooch, which draws no progress bar here, without tqdm's remark that one would lack ipywidgets."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="IProgress not found")
        import pooch
    return pooch


def _download(url, writer, deadline):
    """Write the body at `url` to `writer`, within `deadline` seconds in all.

    A server that sends a byte now and then never times out by itself. So the download runs in
    a thread of its own, which is left to die when the time is up: its writer is closed then.
    """
    failure, responses = [], []
    downloader = _pooch().HTTPDownloader(
        timeout=(CONNECT_TIMEOUT, READ_TIMEOUT),
        chunk_size=1 << 16,
        headers={"Accept-Encoding": "identity"},
        hooks={"response": lambda response, **_: responses.append(response)},
    )

    def work():
        try:
            downloader(url, writer, None)
        except BaseException as error:
            failure.append(error)
        finally:  # the downloader leaves the connection of a broken download open
            for response in responses:
                response.close()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(deadline)
    if thread.is_alive():
        raise SourceError(f"too slow: not done after {deadline:.0f} s")
    if failure:
        error = failure[0]
        raise error if isinstance(error, (SourceError, CacheError)) else SourceError(_reason(error))


def _reason(error):
    """Return the cause in a few words: the innermost of the nested errors of requests and urllib3."""
    import requests

    if isinstance(error, requests.HTTPError):
        return f"the server answered {error.response.status_code} {error.response.reason}"
    if isinstance(error, requests.Timeout):
        return "the server did not answer in time"
    text = " ".join(str(error).split())
    innermost = re.search(r"\[Errno -?\d+\] [^'\")]+|Connection (?:refused|reset|aborted)|IncompleteRead\([^)]*\)", text)
    return f"{type(error).__name__}: {innermost[0] if innermost else text[:200]}"
