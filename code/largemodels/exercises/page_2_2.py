"""Checkers of page 2.2."""


import numpy as np

from .registry import NotYet, checker


@checker("ex-2-2-groups")
def check_groups(leave_one_out):
    """Leave-one-group-out: every row is tested once, and no group stands on both sides."""
    for groups in (["b", "a", "b", "c", "a", "b"], [2, 2, 1], ["x", "y"]):
        answer = leave_one_out(np.array(groups))
        if not isinstance(answer, list) or len(answer) != len(set(groups)):
            raise NotYet(f"{groups} 有 {len(set(groups))} 组，应当返回一个有这么多项的列表")
        tested = []
        for fold in answer:
            if not isinstance(fold, tuple) or len(fold) != 2:
                raise NotYet("每一项应当是 (train_rows, test_rows)")
            for rows in fold:
                if not isinstance(rows, np.ndarray) or rows.ndim != 1 or rows.dtype.kind not in "iu":
                    kind = f"形状 {rows.shape}、类型 {rows.dtype} 的数组" if isinstance(rows, np.ndarray) else type(rows)
                    kind = kind if isinstance(kind, str) else kind.__name__
                    raise NotYet(f"train_rows 和 test_rows 应当是一维的整数数组，得到 {kind}")
            train, test = (rows.tolist() for rows in fold)
            if {groups[i] for i in train} & {groups[i] for i in test}:
                raise NotYet(f"{groups}：训练行 {train} 与测试行 {test} 里有同一个组")
            if sorted(train + test) != list(range(len(groups))):
                raise NotYet(f"{groups}：训练行 {train} 与测试行 {test} 合起来应当是全部的行，各一次")
            if len({groups[i] for i in test}) != 1:
                raise NotYet("测试行应当恰好是一个组")
            tested += test
        if sorted(tested) != list(range(len(groups))):
            raise NotYet("每一行都应当恰好当一次测试行")


@checker("ex-2-2-frames")
def check_frames(frames):
    """Frames, cut by a loop that stops when one no longer fits."""
    rng = np.random.default_rng(0)
    for length, size, hop in [(10, 4, 2), (11, 4, 3), (9, 4, 4), (7, 3, 5), (4, 4, 1), (3, 4, 2), (1, 4, 1)]:
        wave = rng.normal(size=length)
        rows, start = [], 0
        while start + size <= length:
            rows.append(list(wave[start : start + size]))
            start += hop
        given = f"长度 {length}，size={size}，hop={hop}"
        try:
            got = np.asarray(frames(wave.copy(), size, hop))
        except (ValueError, IndexError) as error:
            if rows:
                raise
            raise NotYet(f"{given}：wave 比 size 短，应当返回形状 (0, {size})，却报了错（{error}）") from error
        if got.shape != (len(rows), size):
            raise NotYet(f"{given} 时形状应为 {(len(rows), size)}，得到 {got.shape}")
        if rows and not np.array_equal(got, np.array(rows)):
            raise NotYet(f"{given} 时形状对了，内容不对：第 t 帧应当从 t * hop 开始")


@checker("ex-2-2-room")
def check_room(remove_room):
    """Spectrograms less each speaker's own mean spectrum, one speaker and one band at a time."""
    rng = np.random.default_rng(22)
    for speakers in (["b", "a", "b", "c", "a", "b", "b"], [1, 0, 0], ["x", "x"]):
        speakers = np.array(speakers)
        n = len(speakers)
        X = rng.normal(size=(n, 256)) + rng.normal(size=(n, 16)).repeat(16, axis=1) + np.tile(rng.normal(size=16), 16)
        for name in set(speakers.tolist()):
            X[speakers == name] += np.tile(rng.normal(size=16), 16)
        X = X.astype(np.float32)
        truth = X.astype(float)
        for name in set(speakers.tolist()):
            rows = [i for i in range(n) if speakers[i] == name]
            for band in range(16):
                columns = range(band, 256, 16)
                mean = sum(float(X[i, c]) for i in rows for c in columns) / (16 * len(rows))
                for i in rows:
                    truth[i, columns] -= mean
        given = X.copy()
        got = np.asarray(remove_room(given, speakers.copy()))
        if not np.array_equal(given, X):
            raise NotYet("X 被改动了；先 copy 一份再减")
        if got.shape != X.shape:
            raise NotYet(f"X 的形状是 {X.shape}，应当返回同样的形状，得到 {got.shape}")
        if not np.allclose(got, truth, atol=1e-4):
            means = [got.reshape(n, 16, 16)[speakers == name].mean(axis=(0, 1)) for name in set(speakers.tolist())]
            if np.abs(means).max() > 1e-3:
                raise NotYet("减完之后，每个人每档频率的平均应当是 0；是一个人一个人地减吗？")
            raise NotYet("每个人的平均频谱是 0 了，但减得太多：一个人只减 16 个数，每份录音、每份时间都减同样的 16 个")
