"""Right bytes or none: checking a file against the registry, once written and once per process."""

import hashlib
import os

# Path -> (size, mtime) of the files found intact by this process.
_found_intact = {}


class SourceError(Exception):
    """A source does not have the right bytes; another may."""


class CacheError(Exception):
    """The cache cannot hold the file, whatever the source."""


def is_intact(path, wanted):
    """Return True if `path` is the wanted file, False if there is none; raise SourceError if it is damaged.

    The size is looked at every time, the hash once per process and again if the file has changed.
    """
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    if status.st_size != wanted.size:
        raise SourceError(f"damaged: {status.st_size} bytes instead of {wanted.size}")
    stamp = (wanted.sha256, status.st_size, status.st_mtime_ns, status.st_ino)
    if _found_intact.get(str(path)) == stamp:
        return True
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    if digest.hexdigest() != wanted.sha256:
        raise SourceError(_wrong_hash("damaged", digest, wanted))
    _found_intact[str(path)] = stamp
    return True


class GuardedWriter:
    """A new file that counts and hashes what is written, and refuses more than was wanted."""

    def __init__(self, path, wanted):
        self.path, self.wanted = path, wanted
        self.size, self.digest = 0, hashlib.sha256()

    def __enter__(self):
        with _cache_errors():
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.file = self.path.open("xb")
        return self

    def __exit__(self, *exception):
        with _cache_errors():
            self.file.close()

    def write(self, block):
        """Append `block`."""
        self.size += len(block)
        if self.size > self.wanted.size:
            raise SourceError(f"wrong content: more than the {self.wanted.size} bytes expected")
        self.digest.update(block)
        with _cache_errors():
            self.file.write(block)

    def flush(self):
        """Do nothing; downloaders expect it of a file."""

    def finish(self):
        """Make sure that the file is whole, right and on the disk."""
        if self.size != self.wanted.size:
            raise SourceError(f"cut short: {self.size} bytes instead of {self.wanted.size}")
        if self.digest.hexdigest() != self.wanted.sha256:
            raise SourceError(_wrong_hash("wrong content", self.digest, self.wanted))
        with _cache_errors():
            self.file.flush()
            os.fsync(self.file.fileno())


class _cache_errors:
    """Turns an OSError of the block into a CacheError."""

    def __enter__(self):
        return self

    def __exit__(self, kind, error, _):
        if isinstance(error, OSError):
            raise CacheError(f"cannot be written ({error.strerror or error})") from error


def _wrong_hash(what, digest, wanted):
    return f"{what}: SHA-256 {digest.hexdigest()[:12]}… instead of {wanted.sha256[:12]}…"
