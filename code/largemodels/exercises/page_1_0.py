"""Checkers of chapter 1."""

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
            for ratio, hint in [
                (1 / 12, "恰好是它的 1/12：返回的是年，要的是月"),
                (1 / np.log(2), "恰好是它除以 ln 2：用的是自然对数，斜率不是每年翻几番"),
                (1 / np.log10(2), "恰好是它除以 log10(2)：用的是以 10 为底的对数，斜率不是每年翻几番"),
            ]:
                if abs(got / truth / ratio - 1) < 1e-3:
                    raise NotYet(f"这组数每 {truth:.1f} 个月翻一番，得到 {got:.3g}，{hint}")
            raise NotYet(
                f"这组数每 {truth:.1f} 个月翻一番，得到 {got:.3g}；取对数了吗？不知道的行是去掉了，还是填成了别的数？"
            )


@checker("ex-1-0-cluster")
def check_cluster(resample_groups):
    """Resampled rows: whole groups, as many draws as groups, each independent of the others.

    Of the 256 ways to draw four of four groups with replacement, the counts of a group are
    binomial; drawing without it, or one group throughout, has the same mean and is refused.
    """
    rng = np.random.default_rng(11)
    groups = np.array(["b", "a", "c", "b", "c", "d", "c"])
    members = {name: np.flatnonzero(groups == name) for name in "abcd"}
    draws = []
    for _ in range(1000):
        rows = np.asarray(resample_groups(groups.copy(), rng))
        if rows.ndim != 1 or rows.dtype.kind not in "iu" or not np.isin(rows, np.arange(7)).all():
            raise NotYet("应当返回一维的行号数组，每个行号在 0 和行数之间")
        counts = np.bincount(rows, minlength=7)
        for name, own in members.items():
            if len(set(counts[own].tolist())) > 1:
                raise NotYet(f"机构 {name} 的 {len(own)} 行应当同进同出，得到的次数是 {counts[own].tolist()}")
        draws.append([int(counts[own[0]]) for own in members.values()])
        if sum(draws[-1]) != 4:
            raise NotYet("有 4 家机构，每次应当恰好抽 4 次（可以重复）")
    draws = np.array(draws)
    if (draws == 1).all():
        raise NotYet("每家机构每次都恰好抽中一次：要有放回地抽，有的抽中几次，有的一次没有")
    if (draws == draws[0]).all():
        raise NotYet("一千次抽得一模一样：用上 rng 了吗？")
    totals = dict(zip(members, draws.sum(axis=0).tolist()))
    if not all(850 <= total <= 1150 for total in totals.values()):
        raise NotYet(f"每家机构被抽中的机会应当相同，1000 次里得到 {totals}")
    expected = [81, 108, 54, 12, 1]  # of 256: 0, 1, 2, 3, 4 times
    for name, own in zip(members, draws.T):
        seen = np.bincount(own, minlength=5)[:5] / 1000
        if np.abs(seen - np.array(expected) / 256).max() > 0.08:
            shares = "、".join(f"{k} 次 {share:.0%}" for k, share in enumerate(seen))
            raise NotYet(
                f"机构 {name} 一轮里被抽中的次数是 {shares}；四次互不相干地抽，应当约为 32%、42%、21%、5%、0%"
            )
