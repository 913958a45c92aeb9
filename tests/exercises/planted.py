"""Wrong answers written by hand, where a solution is too short, or too slow, to be spoiled by rule; and the excuses.

`PLANTED` holds (what is wrong, Python) by label; the Python defines what the exercise asks for, and may use `solution`,
the right answer. `EQUIVALENT` names the lines of a solution where a change leaves a right answer right, and says why.
"""

PLANTED = {
    "ex-1-0-cluster": [
        ("rows, not groups", "def resample_groups(groups, rng): return rng.integers(len(groups), size=len(groups))"),
        ("nothing drawn", "def resample_groups(groups, rng): return np.arange(len(groups))"),
        ("without replacement", """def resample_groups(groups, rng):
    names = rng.permutation(np.unique(groups))
    return np.concatenate([np.flatnonzero(groups == name) for name in names])"""),
        ("by size", """def resample_groups(groups, rng):
    drawn = rng.choice(groups, size=len(np.unique(groups)))
    return np.concatenate([np.flatnonzero(groups == name) for name in drawn])"""),
        ("own generator", """def resample_groups(groups, rng):
    return solution(groups, np.random.default_rng(0))"""),
        ("a mask", """def resample_groups(groups, rng):
    return np.isin(groups, rng.choice(np.unique(groups), size=4))"""),
    ],
    "ex-2-2-groups": [
        ("train and test exchanged", "def leave_one_out(groups): return [(b, a) for a, b in solution(groups)]"),
        ("one fold missing", "def leave_one_out(groups): return solution(groups)[1:]"),
        ("one fold twice", "def leave_one_out(groups): return solution(groups)[:1] + solution(groups)"),
        ("halves", """def leave_one_out(groups):
    rows, half = np.arange(len(groups)), len(groups) // 2
    return [(rows[:half], rows[half:]), (rows[half:], rows[:half])]"""),
        ("each row on its own", """def leave_one_out(groups):
    rows = np.arange(len(groups))
    return [(np.delete(rows, i), rows[i : i + 1]) for i in rows]"""),
        ("masks", """def leave_one_out(groups):
    return [(groups != name, groups == name) for name in np.unique(groups)]"""),
    ],
    "ex-2-4-skip": [
        (what, f"def skip_diagram(): return {text!r}")
        for what, text in {
            "no shortcut": "flowchart LR\nx --> A\nA --> B\nB --> C",
            "added too late": "flowchart LR\nx --> A\nA --> B\nB --> C\nC --> add\nx --> add",
            "shortcut over one": "flowchart LR\nx --> A\nA --> B\nB --> add\nA --> add\nadd --> C",
            "nothing leaves the sum": "flowchart LR\nx --> A\nA --> B\nB --> add\nx --> add",
            "the other way round": "flowchart LR\nA --> x\nB --> A\nadd --> B\nadd --> x\nC --> add",
            "input past the sum": "flowchart LR\nx --> A\nA --> B\nB --> add\nx --> add\nadd --> C\nx --> C",
            "B not joined": "flowchart LR\nx --> A\nA --> B\nx --> add\nadd --> C",
            "an arrow twice": "flowchart LR\nx --> A\nA --> B\nB --> add\nB --> add\nx --> add\nadd --> C",
        }.items()
    ],
    "ex-2-4-pair": [
        ("the same twice", "def pair():\n    one = nn.Linear(4, 4)\n    return one, one"),
        ("copies", """def pair():
    one, other = nn.Linear(4, 4), nn.Linear(4, 4)
    other.load_state_dict(one.state_dict())
    return one, other"""),
        ("other weights", "def pair(): return nn.Linear(4, 4), nn.Linear(4, 4)"),
        ("other picture", "def pair(): return nn.ReLU(), nn.Tanh()"),
        ("chance", "def pair(): return nn.Linear(4, 4), nn.Sequential(nn.Linear(4, 4), nn.Dropout(0.5))"),
        ("dropout, which does nothing here", "def pair(): return nn.Dropout(0.1), nn.Dropout(0.5)"),
        ("one only", "def pair(): return nn.LeakyReLU(0.1)"),
        ("functions", "def pair(): return torch.relu, torch.tanh"),
    ],
    "ex-3-1-sin": [
        ("not multiplied by g", "def sin_pullback(x, g): return np.cos(x)"),
        ("sum of the two", "def sin_pullback(x, g): return g + np.cos(x)"),
        ("the sine itself", "def sin_pullback(x, g): return g * np.sin(x)"),
        ("summed", "def sin_pullback(x, g): return (g * np.cos(x)).sum()"),
    ],
    "ex-3-1-broadcast": [
        ("columns kept flat", "def add_column_pullback(G): return G, G.sum(axis=1)"),
        ("all summed", "def add_column_pullback(G): return G, G.sum(keepdims=True)"),
        ("rows summed too", "def add_column_pullback(G): return G.sum(axis=1, keepdims=True), G.sum(axis=1, keepdims=True)"),
    ],
    "ex-3-3-permute-cue": [
        ("each column by itself", """def shuffle_columns(X, columns, rng):
    X = X.copy()
    for c in columns:
        X[:, c] = X[rng.permutation(len(X)), c]
    return X"""),
        ("whole rows", "def shuffle_columns(X, columns, rng): return X[rng.permutation(len(X))]"),
        ("within each row", """def shuffle_columns(X, columns, rng):
    X = X.copy()
    X[:, columns] = rng.permuted(X[:, columns], axis=1)
    return X"""),
        ("rolled by one", """def shuffle_columns(X, columns, rng):
    X = X.copy()
    X[:, columns] = np.roll(X[:, columns], 1, axis=0)
    return X"""),
        ("drawn with replacement", """def shuffle_columns(X, columns, rng):
    shuffled = X.copy()
    shuffled[:, columns] = X[rng.integers(len(X), size=len(X))][:, columns]
    return shuffled"""),
        ("own generator", "def shuffle_columns(X, columns, rng): return solution(X, columns, np.random.default_rng(0))"),
        ("zeroed", """def shuffle_columns(X, columns, rng):
    X = X.copy()
    X[:, columns] = 0
    return X"""),
    ],
    "ex-4-3-bias-gradient": [
        ("flat", "def bias_gradient(dZ): return dZ.sum(axis=1)"),
        ("over everything", "def bias_gradient(dZ): return dZ.sum()"),
        ("over seeds", "def bias_gradient(dZ): return dZ.sum(axis=0, keepdims=True)"),
    ],
    "ex-4-3-parity": [
        ("not trained", """def parity_network():
    rng = np.random.default_rng(0)
    return rng.normal(size=(3, 2)), np.zeros(2), rng.normal(size=(2, 1)), np.zeros(1)"""),
        *(
            (what, f"def parity_network():\n    W1, b1, W2, b2 = solution()\n    return {text}")
            for what, text in {
                "W1 transposed": "W1.T, b1, W2, b2",
                "hidden bias a row": "W1, b1[None], W2, b2",
                "the other answer": "W1, b1, -W2, -b2",
                "no last bias": "W1, b1, W2, 0 * b2",
                "no hidden bias": "W1, 0 * b1, W2, b2",
                "units exchanged in one layer": "W1[:, ::-1], b1[::-1], W2, b2",
                "two bits only": "W1 * [[1], [1], [0]], b1, W2, b2",
                "a unit too many": "np.c_[W1, np.zeros(3)], np.r_[b1, 0], np.r_[W2, [[0]]], b2",
                "too unsure": "W1, b1, W2 / 10, b2 / 10",
            }.items()
        ),
    ],
    "ex-5-3-confused-pair": [
        ("diagonal counted", """def most_confused(C):
    i, j = np.unravel_index(C.argmax(), C.shape)
    return int(i), int(j), int(C[i, j])"""),
        ("both ways added", """def most_confused(C):
    C = C + C.T
    np.fill_diagonal(C, 0)
    i, j = np.unravel_index(C.argmax(), C.shape)
    return int(i), int(j), int(C[i, j])"""),
        ("worst class", """def most_confused(C):
    errors = C - np.diag(np.diag(C))
    i = int(errors.sum(axis=1).argmax())
    j = int(errors[i].argmax())
    return i, j, int(errors[i, j])"""),
        ("below the diagonal only", """def most_confused(C):
    C = np.tril(C, -1)
    i, j = np.unravel_index(C.argmax(), C.shape)
    return int(i), int(j), int(C[i, j])"""),
    ],
}

#: Spoiling them by rule would train hundreds of networks.
SLOW = {"ex-4-3-parity"}

_ANY_POINT = "where the layer is asked is free"
_SHIFT = "softmax does not notice a shift"
EQUIVALENT = {
    "ex-1-0-doubling": {"def doubling_months": "arrays come in"},
    "ex-1-0-cluster": {"def resample_groups": "arrays come in"},
    "ex-2-1-conversations": {"return max(left, 0)": "less than one fits none"},
    "ex-2-2-groups": {"def leave_one_out": "arrays come in"},
    "ex-2-2-frames": {"count = max(": "np.arange of a negative number is empty"},
    "ex-2-2-room": {"for name in np.unique": "a speaker's mean taken off twice is taken off once"},
    "ex-2-3-which": {
        "one = jacobian": _ANY_POINT,
        "two = jacobian": _ANY_POINT,
        "moved = [": "the difference may be taken to either side, and its scale is free",
        "if one[0, 5]": "any later input will do",
        'return "convolution"': "any early input out of the filter's reach will do",
        'return "self-attention"': "any change tells",
    },
    "ex-2-3-peeks": {
        "rng = np": "any numbers will do",
        "for t in range": "the last position has none after it",
        "other[t:]": "one number in all cells is another input, too",
        "moved = np.abs": "random changes have both signs",
        "if moved": "never equal",
    },
    "ex-2-4-heaviest": {"best = (": "the first is replaced"},
    "ex-2-4-pair": {"return nn.LeakyReLU": "any two slopes"},
    "ex-3-1-clip": {"factor = min": "what is multiplied by it is zero"},
    "ex-3-2-standardize": {"std = np.where": "what is divided by it is zero"},
    "ex-3-3-worst-case": {"return float": "a margin of exactly zero does not come up"},
    "ex-4-1-interval": {
        "W1 = np": "how steep is free", "b1 = np": "a list will do", "W2 = np": "how high is free", "b2 = np": "how high is free",
    },
    "ex-5-1-compensated-sum": {"total = lost": "what is added at first is taken off as lost"},
    "ex-5-2-keras-adam": {
        "def keras_adam": "floats come in, and w is not changed in place", "w = np.array(w": "floats come in",
    },
    "ex-5-3-confused-pair": {"np.fill_diagonal": "counts are larger"},
    "ex-5-3-temperature": {
        "def temperature": _SHIFT,
        "Z = np.asarray": "floats come in",
        "Z = Z - Z.max": _SHIFT,
        "P = np.exp": _SHIFT,
        "return np.mean": "only the sign of the slope counts",
        "low, high": "a wider bracket will do",
        "for _ in range": "one halving more or less",
        "if slope": "a slope of exactly zero does not come up",
    },
    "ex-5-4-convolution": {"y = np.zeros": "each cell is written"},
    "ex-5-4-parameters": {"total, c_in": "29 is halved like 28"},
}
