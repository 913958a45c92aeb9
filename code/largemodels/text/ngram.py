"""A language model by counting: what followed the last few tokens before, smoothed as Kneser and Ney (1995) did.

A context seen often is trusted; one seen seldom asks the same question with one token less. The shorter contexts do not
count how often a token occurs but after how many different tokens: "Francisco" is frequent, and follows one word only.
Interpolated, with one discount for all orders (Chen & Goodman, 1999).
"""

import math
from collections import Counter

from .._check import number, whole


class KneserNey:
    """An n-gram model of rows of tokens.

    Parameters
    ----------
    ids : sequence of int
        What it learns from, one long row.
    vocabulary : int
        Tokens there are; what was never seen gets its share of the last discount.
    order : int
        The context is ``order - 1`` tokens long.
    discount : float
        Taken off each count and shared out, between 0 and 1.

    Examples
    --------
    >>> model = KneserNey([0, 1, 0, 1, 0, 2], vocabulary=4, order=2)
    >>> round(model.probability((0,), 1), 3), round(model.probability((0,), 3), 3)
    (0.552, 0.094)

    Notes
    -----
    Taught on page 6.1.
    """

    def __init__(self, ids, vocabulary, order=3, discount=0.75):
        self.vocabulary = whole("vocabulary", vocabulary)
        self.order, self.discount = whole("order", order), number("discount", discount, 0, 1)
        counts = Counter(zip(*(ids[i:] for i in range(order)), strict=False))
        self._levels = []
        for _ in range(order):  # from the longest context to none
            total, kinds = Counter(), Counter()
            for gram, count in counts.items():
                total[gram[:-1]] += count
                kinds[gram[:-1]] += 1
            self._levels.insert(0, (counts, total, kinds))
            counts = Counter(gram[1:] for gram in counts)  # after how many different tokens

    def probability(self, context, token):
        """Return the probability that `token` follows `context`, a tuple of which the last ``order - 1`` count."""
        found = 1 / self.vocabulary
        for length, (counts, total, kinds) in enumerate(self._levels):
            recent = context[len(context) - length :]
            if len(context) < length or recent not in total:
                break
            spared = self.discount * kinds[recent] / total[recent]
            found = max(counts.get((*recent, token), 0) - self.discount, 0) / total[recent] + spared * found
        return found

    def bits(self, ids):
        """Return how many bits the model needs for the row `ids`: the sum of its surprises."""
        back = self.order - 1
        return -sum(math.log2(self.probability(tuple(ids[max(0, i - back) : i]), token)) for i, token in enumerate(ids))
