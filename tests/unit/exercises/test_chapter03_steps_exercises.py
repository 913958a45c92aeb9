"""The checkers of page 3.2 refuse each wrong answer by its own hint, and take a right one written another way."""

import numpy as np
import pytest

from largemodels.exercises import grade


def scale(A, mean, std, moving=True):
    return moving * (A - mean) / std


def standardize(X_train, X_new):
    std = X_train.std(axis=0)
    moving = std > 1e-12
    mean, std = X_train.mean(axis=0), np.where(moving, std, 1)
    return scale(X_train, mean, std, moving), scale(X_new, mean, std, moving)


def zero_only(X_train, X_new):
    """Divides a column of 0.1 by its rounding error."""
    mean, std = X_train.mean(axis=0), X_train.std(axis=0)
    std = np.where(std > 0, std, 1)
    return scale(X_train, mean, std), scale(X_new, mean, std)


def plus_epsilon(epsilon):
    def answer(X_train, X_new):
        mean, std = X_train.mean(axis=0), X_train.std(axis=0) + epsilon
        return scale(X_train, mean, std), scale(X_new, mean, std)

    return answer


def pooled(X_train, X_new):
    both = np.concatenate([X_train, X_new])
    mean, std = both.mean(axis=0), both.std(axis=0)
    return scale(X_train, mean, std), scale(X_new, mean, std)


def each_its_own(X_train, X_new):
    return standardize(X_train, X_train)[0], standardize(X_new, X_new)[0]


def new_left_alone(X_train, X_new):
    """Zeroes the still columns of the training rows only."""
    train, _ = standardize(X_train, X_new)
    std = X_train.std(axis=0)
    return train, scale(X_new, X_train.mean(axis=0), np.where(std > 1e-12, std, 1))


def still_below(threshold):
    """Takes a column that changes little for one that never changes."""

    def answer(X_train, X_new):
        mean, std = X_train.mean(axis=0), X_train.std(axis=0)
        moving = std > threshold
        std = np.where(moving, std, 1)
        return scale(X_train, mean, std, moving), scale(X_new, mean, std, moving)

    return answer


def in_place(X_train, X_new):
    answer = standardize(X_train, X_new)
    X_train[:], X_new[:] = answer
    return answer


def test_standardize_may_be_written_another_way():
    assert grade("ex-3-2-standardize", standardize).passed


@pytest.mark.parametrize(
    "answer, hint",
    [
        (zero_only, "从不变化的列"),
        (plus_epsilon(1e-8), "从不变化的列"),
        (plus_epsilon(1e-13), "从不变化的列"),
        (new_left_alone, "从不变化的列"),
        (pooled, "先看了考卷"),
        (each_its_own, "不能用它自己的"),
        (still_below(1e-3), "百万分之二"),
        (still_below(1.0), "百万分之二"),
        (in_place, "被改动了"),
        (lambda X_train, X_new: tuple(s * 2 for s in standardize(X_train, X_new)), "标准差应当是 1"),
    ],
)
def test_standardize_refuses(answer, hint):
    result = grade("ex-3-2-standardize", answer)
    assert not result.passed
    assert hint in result.message


def patience(losses, patience, pick=lambda losses, stop: int(np.argmin(losses[: stop + 1]))):
    best = 0
    for epoch, loss in enumerate(losses):
        best = epoch if loss < losses[best] else best
        if epoch - best >= patience:
            return epoch, pick(losses, epoch)
    return len(losses) - 1, pick(losses, len(losses) - 1)


def test_patience_may_be_written_another_way():
    assert grade("ex-3-2-patience", patience).passed


@pytest.mark.parametrize(
    "answer, hint",
    [
        (lambda losses, p: (len(losses) - 1, 0), "损失最低的一轮"),
        (lambda losses, p: patience(losses, p, lambda losses, stop: int(np.argmin(losses))), "停下以后的损失不能看"),
        (lambda losses, p: patience(losses, p + 1), "应当停在"),
    ],
)
def test_patience_refuses(answer, hint):
    result = grade("ex-3-2-patience", answer)
    assert not result.passed
    assert hint in result.message
