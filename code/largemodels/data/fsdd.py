"""The Free Spoken Digit Dataset: ten English digits, said 50 times each by six speakers.

The archive holds one WAV file a recording, ``{digit}_{speaker}_{index}.wav``: one channel, 16 bits,
8,000 samples a second. The standard library reads both kinds of file.

Left out: the official split (index 0 to 4 for testing), which puts every speaker on both sides;
with `FSDD.indices` it is one line, ``data.indices < 5``.
"""

import io
import re
import tarfile
import wave
from typing import NamedTuple

import numpy as np

from .fetch import fetch

SAMPLE_RATE = 8000
"""Samples per second."""
ARCHIVE = "fsdd-recordings-v1.0.10.tar.gz"
_NAME = re.compile(r"(?:.*/)?(\d)_([a-z]+)_(\d+)\.wav")


class FSDD(NamedTuple):
    """Recordings, ordered by digit, speaker and index."""

    waves: list
    """3,000 float32 vectors of different lengths (1,148 to 18,262 samples), from -1 to 1."""
    digits: np.ndarray
    """(3000,) int64: what is said, from 0 to 9."""
    speakers: np.ndarray
    """(3000,) of str: who says it, one of six names."""
    indices: np.ndarray
    """(3000,) int64: the how manieth time, from 0 to 49."""


def load_fsdd():
    """Load the spoken digits.

    Returns
    -------
    FSDD
        ``waves, digits, speakers, indices``.

    Raises
    ------
    DatasetUnavailable
        If the archive is neither cached nor to be had.

    Notes
    -----
    All six speakers are men, with four accents; silence at both ends was trimmed. Taught on page
    2.2. Source: Jackson et al., Free Spoken Digit Dataset v1.0.10, CC BY-SA 4.0.
    """
    data = read_recordings(fetch("fsdd", ARCHIVE))
    if len(data.waves) != 3000:
        raise ValueError(f"fsdd: expected 3000 recordings, got {len(data.waves)}")
    return data


def read_recordings(path):
    """Return the recordings in the tar archive `path`, plain or compressed, as `FSDD`.

    Files that are not ``.wav`` are passed over.

    Raises
    ------
    ValueError
        If it is no tar archive, holds no recording, one with another name, or one that is not
        mono, 16-bit and of 8,000 samples a second.
    """
    found = []
    try:
        with tarfile.open(path) as archive:
            for member in archive:
                if member.isfile() and member.name.endswith(".wav"):
                    found.append((*_parts(member.name), read_wave(archive.extractfile(member).read(), member.name)))
    except (tarfile.TarError, EOFError, OSError) as error:
        raise ValueError(f"{path}: not a whole tar archive ({error})") from error
    if not found:
        raise ValueError(f"{path}: holds no .wav file")
    found.sort(key=lambda record: record[:3])
    digits, speakers, indices, waves = zip(*found, strict=True)
    return FSDD(list(waves), np.array(digits, np.int64), np.array(speakers), np.array(indices, np.int64))


def read_wave(content, name="the recording"):
    """Return the bytes of a WAV file as float32 samples in [-1, 1).

    Raises
    ------
    ValueError
        If they are not a WAV file of one channel, 16 bits and 8,000 samples a second; `name` is
        how the message calls it.
    """
    try:
        with wave.open(io.BytesIO(content)) as file:
            kind = (file.getnchannels(), 8 * file.getsampwidth(), file.getframerate())
            count, raw = file.getnframes(), file.readframes(file.getnframes())
    except (wave.Error, EOFError) as error:
        raise ValueError(f"{name}: not a WAV file ({str(error) or 'cut short'})") from error
    if kind != (1, 16, SAMPLE_RATE):
        raise ValueError(f"{name}: expected 1 channel, 16 bits, {SAMPLE_RATE} Hz; got {kind[0]}, {kind[1]}, {kind[2]}")
    if len(raw) != 2 * count or count == 0:
        raise ValueError(f"{name}: expected {count} samples and at least one, got {len(raw) // 2}")
    return np.frombuffer(raw, "<i2").astype(np.float32) / 32768


def _parts(name):
    """Return (digit, speaker, index) from ``3_theo_12.wav``."""
    match = _NAME.fullmatch(name)
    if match is None:
        raise ValueError(f"{name}: expected a name like 3_theo_12.wav")
    return int(match[1]), match[2], int(match[3])
