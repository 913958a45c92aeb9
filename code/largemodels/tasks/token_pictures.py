"""What page 6.1 on tokens shows: cuts of a sentence, tokens in the order they were made, sizes compared.

Taught on page 6.1.
"""

from ..text import BytePairTokenizer


def first(tokenizer, size):
    """Return the tokenizer of the first `size` tokens: byte-pair encoding learned less long."""
    return BytePairTokenizer(tokenizer.merges[: size - 256])


def is_text(token):
    """Return whether the bytes `token` are whole characters."""
    try:
        token.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def cuts(tokenizer, sentence, sizes):
    """Return rows (size, the sentence cut, tokens) for each size; each piece of a character is a dot."""
    rows = []
    for size in sizes:
        smaller = first(tokenizer, size)
        ids = smaller.encode(sentence)
        shown = " ｜ ".join(_shown(smaller.tokens[i]) for i in ids) if size > 256 else "全是字节"
        shown = shown.replace("· ｜ ·", "··").replace("· ｜ ·", "··")
        rows.append([f"{size:,}", shown, len(ids)])
    return rows


def _shown(token):
    return token.decode() if is_text(token) else "·"


def print_tokens(tokenizer, ranges):
    """Print tokens in the order in which they were made; those that are no characters as their bytes."""
    for numbers in ranges:
        tokens = (tokenizer.tokens[i] for i in numbers)
        words = (t.decode() if is_text(t) else t.hex() for t in tokens)
        print(f"{numbers.start}:", " ".join(word.replace(" ", "_") for word in words))


def draw_bargain(sizes, lengths, surprise, bits, characters):
    """Draw what a larger vocabulary buys and costs.

    Parameters
    ----------
    sizes : list of int
        Tokens in the vocabulary.
    lengths, surprise : list of float
        Characters a token; nats a token of the longest context.
    bits : dict of int to list of float
        Bits a character, by the tokens that the model sees.
    characters : (int, float)
        Size and bits a character of one token a character, with the longest context.
    """
    import matplotlib.pyplot as plt

    fig, axes = plt.subplots(1, 3, figsize=(8.2, 2.7), layout="tight")
    axes[0].plot(sizes, lengths, "o-", ms=5)
    axes[0].set(ylabel="characters per token")
    axes[1].plot(sizes, surprise, "o-", ms=5)
    axes[1].set(ylabel="loss per token (nats)")
    for (seen, values), style in zip(bits.items(), ["s--", "o-"], strict=True):
        axes[2].plot(sizes, values, style, ms=5, label=f"sees {seen}")
    axes[2].plot(*characters, "*", ms=11, color="black", label="characters")
    axes[2].set(ylabel="bits per character", ylim=(7, 12))
    axes[2].legend(fontsize=8)
    for ax in axes:
        ax.set(xscale="log", xlabel="tokens in the vocabulary")
        ax.set_xticks([256, 1024, 8192], ["256", "1,024", "8,192"])
        ax.minorticks_off()
    plt.show()
