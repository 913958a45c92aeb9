r"""Cut a text into chunks before any merging, so that no token reaches across words.

Without it "dog", "dog." and "dog!" would each get tokens of their own. The pattern is that of GPT-2 (Radford et al., 2019):
a word with the space before it, a number, a run of signs, or white space. ``\p{L}`` is any letter of Unicode, Chinese
characters too: a clause between two signs is one chunk.
"""

import regex

GPT2_PATTERN = regex.compile(
    r"'s|'t|'re|'ve|'m|'ll|'d"  # English endings
    r"| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+"  # letters, digits, signs, each with at most one space before
    r"|\s+(?!\S)|\s+"  # white space, less the one space that belongs to the next word
)


def chunks(text, pattern=GPT2_PATTERN):
    """Return the chunks of `text`, a list of str; joined they give it back.

    Examples
    --------
    >>> chunks("Hello world! 大模型，2026")
    ['Hello', ' world', '!', ' 大模型', '，', '2026']
    """
    return pattern.findall(text)
