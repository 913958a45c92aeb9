"""Checkers of page 5.1."""

import math

import numpy as np

from .registry import NotYet, checker


@checker("ex-5-1-broadcast")
def check_broadcast(broadcast_shape):
    """Shapes after broadcasting, against what NumPy does with real arrays; refusals included."""
    rng = np.random.default_rng(51)
    cases = [((2, 3), (3,)), ((4, 1), (4,)), ((), (2, 2)), ((1,), (5, 1)), ((2, 3), (2,)), ((0, 3), (1, 1))]
    for _ in range(300):
        cases.append(tuple(tuple(int(s) for s in rng.integers(1, 4, rng.integers(0, 4))) for _ in range(2)))
    for a, b in cases:
        try:
            truth = (np.zeros(a) + np.zeros(b)).shape
        except ValueError:
            truth = None
        try:
            answer = broadcast_shape(a, b)
        except ValueError:
            if truth is not None:
                raise NotYet(f"{a} 与 {b} 可以广播成 {truth}，却抛出了 ValueError") from None
            continue
        if truth is None:
            raise NotYet(f"{a} 与 {b} 不能广播，应当抛出 ValueError，得到 {answer!r}")
        if not isinstance(answer, tuple) or answer != truth:
            raise NotYet(f"{a} 与 {b} 应当得到 {truth}，得到 {answer!r}；从最后一维往前对齐了吗？")


@checker("ex-5-1-compensated-sum")
def check_compensated_sum(compensated_sum):
    """A sum kept in the array's own precision, against math.fsum, where a plain sum is far off."""
    rng = np.random.default_rng(52)
    cases = [
        np.full(20_000, 0.1, np.float32),
        np.full(3_000, 0.1, np.float16),  # a plain sum in float16 stops growing at 256
        rng.random(5_000, np.float32),
        np.float32([1e6] + [0.01] * 5_000),
    ]
    for x in cases:
        truth = math.fsum(x.tolist())
        answer = compensated_sum(x)
        if not isinstance(answer, np.floating) or answer.dtype != x.dtype:
            raise NotYet(f"x 是 {x.dtype}，结果也应是 {x.dtype}，得到 {type(answer).__name__}；累加器也要用这个精度")
        spacing = float(np.spacing(x.dtype.type(truth)))
        if not abs(float(answer) - truth) <= 2 * spacing:
            raise NotYet(
                f"{len(x)} 个 {x.dtype} 相加，应得 {truth:.6g}，得到 {float(answer):.6g}；"
                "每次相加丢掉的零头，有没有留到下一次补上？"
            )
