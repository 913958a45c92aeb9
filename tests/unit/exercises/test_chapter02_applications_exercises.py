"""The checkers of page 2.2 refuse each wrong answer by its own hint."""

import numpy as np
import pytest

from largemodels.exercises import grade


def folds(kind):
    def leave_one_out(groups):
        return [(kind(groups != name), kind(groups == name)) for name in np.unique(groups)]

    return leave_one_out


def frames(wave, size, hop):
    count = max(0, (len(wave) - size) // hop + 1)
    return np.array([wave[t * hop : t * hop + size] for t in range(count)]).reshape(count, size)


def remove_room(X, speakers):
    S = X.reshape(-1, 16, 16).copy()
    for name in np.unique(speakers):
        S[speakers == name] -= S[speakers == name].mean(axis=(0, 1))
    return S.reshape(X.shape)


def in_place(X, speakers):
    X[...] = remove_room(X, speakers)
    return X


@pytest.mark.parametrize(
    ("exercise", "answer", "hint"),
    [
        ("ex-2-2-groups", folds(lambda mask: np.flatnonzero(mask).tolist()), "整数数组"),
        ("ex-2-2-groups", folds(np.where), "整数数组"),
        ("ex-2-2-groups", folds(lambda mask: mask), "整数数组"),
        ("ex-2-2-groups", lambda groups: folds(np.flatnonzero)(groups)[:-1], "应当返回一个有这么多项"),
        ("ex-2-2-frames", lambda w, size, hop: np.lib.stride_tricks.sliding_window_view(w, size)[::hop], "比 size 短"),
        ("ex-2-2-frames", lambda w, size, hop: frames(w[1:], size, hop), "形状应为"),
        ("ex-2-2-room", lambda X, speakers: remove_room(X, np.zeros(len(X))), "一个人一个人地减"),
        ("ex-2-2-room", lambda X, speakers: np.zeros_like(X), "减得太多"),
        ("ex-2-2-room", in_place, "X 被改动了"),
    ],
)
def test_refuses(exercise, answer, hint):
    verdict = grade(exercise, answer)
    assert not verdict.passed
    assert hint in verdict.message


@pytest.mark.parametrize(
    ("exercise", "answer"),
    [("ex-2-2-groups", folds(np.flatnonzero)), ("ex-2-2-frames", frames), ("ex-2-2-room", remove_room)],
)
def test_takes_a_right_answer(exercise, answer):
    assert grade(exercise, answer).passed, grade(exercise, answer).message
