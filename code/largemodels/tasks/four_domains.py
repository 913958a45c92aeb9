"""Text, images, sound and control as tables of numbers: what page 2.2 needs beside its twenty lines.

The front ends (`spectrogram`), the splits (`speaker_folds`), the games (`play`) and the drawing of the page's opening
figure. NumPy only; gymnasium and matplotlib are imported where they are used.
"""

import numpy as np


def spectrogram(wave, pieces=16, bands=16):
    """Return how strong each of 16 bands is in each of 16 pieces of time.

    Parameters
    ----------
    wave : ndarray, shape (T,)
        Pressure at 8 kHz; padded with zeros where it is too short.
    """
    wave = np.pad(wave, (0, max(0, 256 + 64 * pieces - len(wave))))
    frames = np.lib.stride_tricks.sliding_window_view(wave, 256)[::64]
    power = np.abs(np.fft.rfft(frames * np.hanning(256))) ** 2  # (T, 129)
    power = power[:, 1:].reshape(len(power), bands, -1)  # no 0 Hz: (T, 16, 8)
    S = np.log(power.mean(axis=2) + 1e-6)  # (T, 16)
    S = np.stack([part.mean(axis=0) for part in np.array_split(S, pieces)])
    return ((S - S.mean()) / S.std()).astype(np.float32)  # (16, 16)


def speaker_folds(speakers, indices, heard=0, seed=0):
    """Let each speaker be examined once, on recordings 5, 6, … of each digit; train on the others.

    With `heard` > 0, that many of the examinee's first recordings of each digit replace as many of the others', so
    the training set keeps its size.

    Yields
    ------
    train_rows, test_rows : ndarray of int
    """
    for name in np.unique(speakers):
        known = np.flatnonzero((speakers == name) & (indices < heard))
        others = np.random.default_rng(seed).permutation(np.flatnonzero(speakers != name))
        yield np.concatenate([others[len(known) :], known]), np.flatnonzero((speakers == name) & (indices >= 5))


def play(policy, n, seed):
    """Play `n` games of CartPole-v1 at a time, each to its end.

    Parameters
    ----------
    policy : callable
        States (n, 4) -> actions (n,), 0 to the left, 1 to the right.

    Returns
    -------
    states, actions, alive : ndarray, shapes (T, n, 4), (T, n), (T, n)
        `alive` says whether the first game of that column still goes on: Gymnasium begins another by itself.
    """
    import gymnasium as gym

    env = gym.make_vec("CartPole-v1", num_envs=n, vectorization_mode="vector_entry_point")
    state, _ = env.reset(seed=seed)
    alive, log = np.ones(n, dtype=bool), []
    while alive.any():
        action = policy(state)
        log.append((state.copy(), action, alive.copy()))
        state, _, fallen, timeout, _ = env.step(action)
        alive = alive & ~(fallen | timeout)
    states, actions, alive = (np.array(part) for part in zip(*log, strict=True))
    return states, actions, alive


def mean_steps(policy, n=100, seed=99):
    """Return the mean number of steps of `n` games."""
    return float(play(policy, n, seed)[2].sum(axis=0).mean())


def random_policy(seed=0):
    """Return a policy that pushes to either side by chance."""
    coin = np.random.default_rng(seed)
    return lambda state: coin.integers(0, 2, len(state))


def count_table(context, y, m):
    """Return the runs of `m` last characters seen in training, in order, and the one that follows each most often."""
    pairs, times = np.unique(_as_numbers(context, m) * 256 + y, return_counts=True)
    runs, followers = pairs // 256, pairs % 256
    order = np.lexsort([followers, -times, runs])  # of one run: the most frequent first, then the lowest
    seen, first = np.unique(runs[order], return_index=True)
    return seen, followers[order][first]


def counting_accuracy(train, test, m):
    """Return how often counting the last `m` characters is right; a run never seen is looked up one shorter.

    Parameters
    ----------
    train, test : pair of (ndarray (n, width), ndarray (n,))
        The characters before, and the next one, as integers.
    """
    answer = np.zeros(len(test[1]), int)
    for j in range(m + 1):  # the longer run overwrites the shorter
        seen, follower = count_table(*train, j)
        runs = _as_numbers(test[0], j)
        at = np.minimum(np.searchsorted(seen, runs), len(seen) - 1)
        answer = np.where(seen[at] == runs, follower[at], answer)
    return float(np.mean(answer == test[1]))


def _as_numbers(context, m):
    """Write each row's last `m` characters as one number: (n, width) -> (n,)."""
    return context[:, context.shape[1] - m :] @ 256 ** np.arange(m)


def leak_split(codes, kind, seed, width=6):
    """Return (context, next) to train on and to test: ``"position"``, ``"random"`` windows, ``"blocks"`` of 2000."""
    rng, starts = np.random.default_rng(seed), np.arange(len(codes) - width)
    cut = len(codes) * 9 // 10
    if kind == "position":
        known, new = starts < cut - width, starts >= cut
    else:
        block = starts // (1 if kind == "random" else 2000)
        known = (rng.random(block.max() + 1) < 0.9)[block]
        new = ~known
    picked = [rng.choice(starts[part], n, replace=False) for part, n in [(known, 60_000), (new, 10_000)]]
    return [(codes[at[:, None] + np.arange(width)], codes[at + width]) for at in picked]


def draw_four_tables(text, images, waves):
    """Draw 40 examples of each domain as rows of numbers, without saying which is which.

    Parameters
    ----------
    text : str
    images : ndarray, shape (40, 784)
    waves : sequence of 40 ndarrays
    """
    import gymnasium as gym
    import matplotlib.pyplot as plt

    letters = np.searchsorted(sorted(set(text)), list(text[:46]))
    one_hot = np.eye(len(set(text)), dtype=np.float32)[letters]
    env = gym.make_vec("CartPole-v1", num_envs=40, vectorization_mode="vector_entry_point")
    coin, (state, _) = np.random.default_rng(0), env.reset(seed=0)
    for _ in range(8):
        state, *_ = env.step(coin.integers(0, 2, 40))
    fig = plt.figure(figsize=(7.4, 4.6), layout="tight")
    grid = fig.add_gridspec(3, 2, width_ratios=[5, 1])
    for letter, place, M in [
        ("A", grid[0, 0], np.stack([spectrogram(w).ravel() for w in waves])),
        ("B", grid[0, 1], state),
        ("C", grid[1, :], np.stack([one_hot[i : i + 6].ravel() for i in range(40)])),
        ("D", grid[2, :], images),
    ]:
        ax = fig.add_subplot(place)
        ax.imshow(M, aspect="auto", interpolation="nearest")
        ax.set(title=f"{letter}: {M.shape[1]} columns", xticks=[], yticks=[])
        ax.grid(False)
        if letter != "B":
            ax.set_ylabel("40 examples")
    plt.show()


def draw_speakers(accuracies):
    """Draw one row of dots for each name in `accuracies`, a mapping to arrays; the bar is their mean."""
    import matplotlib.pyplot as plt

    fig, ax = plt.subplots(figsize=(7.2, 1.9), layout="tight")
    for y, (name, values) in enumerate(accuracies.items()):
        values = np.ravel(values)
        ax.plot(100 * values, np.full(len(values), y), "o", ms=5, alpha=0.7)
        ax.plot([100 * values.mean()] * 2, [y - 0.3, y + 0.3], "-", color="0.3", lw=2)
    ax.set(xlabel="accuracy (%)", xlim=(30, 100), ylim=(len(accuracies) - 0.5, -0.5))
    ax.set_yticks(range(len(accuracies)), list(accuracies))
    plt.show()
