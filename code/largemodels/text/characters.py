"""The plainest tokenizer: one token a character.

Left out: characters that the training text did not have. They become the unknown token, and are lost.
"""


class CharacterTokenizer:
    """Each character of the training text has a number; the numbers follow Unicode's order.

    Parameters
    ----------
    texts : iterable of str
        The characters that occur in them are known.
    unknown : str
        Stands for any other character; number 0.

    Attributes
    ----------
    vocabulary : list of str
        Token i is ``vocabulary[i]``.

    Examples
    --------
    >>> tokenizer = CharacterTokenizer(["春风", "春眠"])
    >>> tokenizer.encode("春雨")
    [1, 0]
    >>> tokenizer.decode([1, 0])
    '春�'
    """

    def __init__(self, texts, unknown="\ufffd"):
        self.vocabulary = [unknown, *sorted(set().union(*texts) - {unknown})]
        self._ids = {character: i for i, character in enumerate(self.vocabulary)}

    def __len__(self):
        return len(self.vocabulary)

    def encode(self, text):
        """Return the numbers of the characters of `text`, a list of int."""
        return [self._ids.get(character, 0) for character in text]

    def decode(self, ids):
        """Return the text of `ids`."""
        return "".join(self.vocabulary[i] for i in ids)
