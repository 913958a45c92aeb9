"""The reader of spoken digits gives back what was recorded, and refuses what is not a recording."""

import io
import tarfile
import wave

import numpy as np
import pytest

from largemodels.data import DatasetUnavailable, fsdd, load_fsdd


def wav(samples, channels=1, width=2, rate=8000):
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(np.asarray(samples, f"<i{width}").tobytes())
    return buffer.getvalue()


@pytest.fixture
def pack(tmp_path):
    def pack(members, mode="w:gz"):
        path = tmp_path / "a.tar.gz"
        with tarfile.open(path, mode) as archive:
            for name, content in members.items():
                info = tarfile.TarInfo(name)
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))
        return path

    return pack


SAMPLES = [-32768, -1, 0, 1, 32767]


def test_samples_come_back_exactly():
    read = fsdd.read_wave(wav(SAMPLES))
    assert read.dtype == np.float32
    assert (read * 32768).tolist() == SAMPLES
    assert read.min() == -1
    assert read.max() < 1


@pytest.mark.parametrize("mode", ["w", "w:gz"])
def test_recordings_are_ordered_by_digit_speaker_and_index(pack, mode):
    names = ["r/3_theo_10.wav", "r/3_theo_9.wav", "r/0_theo_0.wav", "r/3_ann_11.wav"]
    members = {name: wav([i + 1]) for i, name in enumerate(names)}
    data = fsdd.read_recordings(pack({**members, "r/README.md": b"x"}, mode))
    assert data.digits.tolist() == [0, 3, 3, 3]
    assert data.speakers.tolist() == ["theo", "ann", "theo", "theo"]
    assert data.indices.tolist() == [0, 11, 9, 10]
    assert [float(w[0] * 32768) for w in data.waves] == [3, 4, 2, 1]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "not a WAV file"),
        (b"RIFF", "not a WAV file"),
        (b"MP3 " + wav(SAMPLES), "not a WAV file"),
        (wav([0, 0], channels=2), "expected 1 channel, 16 bits, 8000 Hz; got 2, 16, 8000"),
        (wav([0, 0], width=4), "got 1, 32, 8000"),
        (wav([0, 0], rate=44100), "got 1, 16, 44100"),
        (wav([]), "at least one"),
        (wav(SAMPLES)[:-4], "expected 5 samples and at least one, got 3"),
    ],
)
def test_refuse_a_wave(content, message):
    with pytest.raises(ValueError, match=message):
        fsdd.read_wave(content)


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({}, "holds no .wav file"),
        ({"README.md": b"x"}, "holds no .wav file"),
        ({"ten_theo_0.wav": wav([1])}, "expected a name like 3_theo_12.wav"),
        ({"3_theo.wav": wav([1])}, "expected a name like 3_theo_12.wav"),
        ({"3_theo_0.wav": b"junk"}, "3_theo_0.wav: not a WAV file"),
    ],
)
def test_refuse_an_archive(pack, members, message):
    with pytest.raises(ValueError, match=message):
        fsdd.read_recordings(pack(members))


@pytest.mark.parametrize("damage", [lambda raw: raw[: len(raw) // 2], lambda raw: b"no archive", lambda raw: b""])
def test_refuse_what_is_no_archive(pack, damage):
    path = pack({"3_theo_0.wav": wav(np.arange(5000) % 251)})
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(ValueError, match="not a whole tar archive"):
        fsdd.read_recordings(path)


def test_the_real_set():
    try:
        data = load_fsdd()
    except DatasetUnavailable as error:
        pytest.skip(str(error))
    names = ["george", "jackson", "lucas", "nicolas", "theo", "yweweler"]
    assert np.unique(data.speakers).tolist() == names
    every = {(d, s, i) for d in range(10) for s in names for i in range(50)}
    assert set(zip(data.digits.tolist(), data.speakers.tolist(), data.indices.tolist(), strict=True)) == every
    lengths = [len(w) for w in data.waves]
    assert (min(lengths), max(lengths)) == (1148, 18262)
    assert round(sum(lengths) / fsdd.SAMPLE_RATE) == 1312
    assert all(np.abs(w).max() <= 1 for w in data.waves)
