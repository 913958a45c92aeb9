"""Checkers for the exercises of chapter 1, a chapter of one page."""

import numpy as np

from .registry import NotYet, checker


@checker("ex-1-0-doubling")
def check_doubling(doubling_months):
    """Doubling times of exact exponentials, some values missing; then of a noisy one, by the normal equations."""
    rng = np.random.default_rng(10)
    years = np.sort(rng.uniform(2010, 2026, 40))
    unknown = rng.random(40) < 0.3
    for months, noise in [(12.0, 0.0), (5.5, 0.0), (40.0, 0.0), (8.0, 2.0)]:
        powers = (years - 2010) * 12 / months + noise * rng.normal(size=40)
        values = np.where(unknown, np.nan, 1e6 * 2.0**powers)
        x, y = years[~unknown], powers[~unknown]
        n = len(x)
        truth = 12 * (n * (x * x).sum() - x.sum() ** 2) / (n * (x * y).sum() - x.sum() * y.sum())
        got = doubling_months(years.copy(), values)
        if np.ndim(got) != 0 or not np.isreal(got):
            raise NotYet(f"应当返回一个数，得到 {type(got).__name__}")
        if not np.isfinite(got):
            raise NotYet("得到的不是有限的数；不知道的行（NaN）去掉了吗？")
        if not abs(got / truth - 1) < 1e-3:
            raise NotYet(f"这组数每 {truth:.1f} 个月翻一番，得到 {got:.3g}；取对数了吗？底是几？")


@checker("ex-1-0-cluster")
def check_cluster(resample_groups):
    """Resampled rows: whole groups, as many draws as groups, each group equally often."""
    rng = np.random.default_rng(11)
    groups = np.array(["a", "b", "b", "c", "c", "c", "d"])
    members = {name: np.flatnonzero(groups == name) for name in "abcd"}
    drawn = dict.fromkeys("abcd", 0)
    for _ in range(400):
        rows = np.asarray(resample_groups(groups, rng))
        if rows.ndim != 1 or rows.dtype.kind not in "iu" or not np.isin(rows, np.arange(7)).all():
            raise NotYet("应当返回一维的行号数组，每个行号在 0 和行数之间")
        counts = np.bincount(rows, minlength=7)
        for name, own in members.items():
            if len(set(counts[own].tolist())) > 1:
                raise NotYet(f"机构 {name} 的 {len(own)} 行应当同进同出，得到的次数是 {counts[own].tolist()}")
            drawn[name] += int(counts[own[0]])
        if sum(counts[own[0]] for own in members.values()) != 4:
            raise NotYet("有 4 家机构，每次应当恰好抽 4 次（可以重复）")
    if not all(320 <= count <= 480 for count in drawn.values()):
        raise NotYet(f"每家机构被抽中的机会应当相同，400 次里得到 {drawn}")
