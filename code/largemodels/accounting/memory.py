"""What training keeps in memory besides the weights, and how much of it.

For each parameter: the weight, its gradient, and what the optimizer remembers. Adam remembers
two moving averages; training in 16 bits keeps, too, a master copy of the weight in 32 bits,
since a small step would be lost in 16 (Micikevicius et al., 2018; Rajbhandari et al., 2020).
For each token in flight: the activations that the backward pass will ask for.

Left out: what the libraries take for buffers and lose to fragments, and the communication
between devices. Activations are those of a block of `GPTConfig` kind in 16 bits, with dropout, as
listed by Korthikanti et al. (2023); a real program keeps somewhat more or less.
"""

from dataclasses import dataclass

from .._check import whole


@dataclass(frozen=True)
class TrainingMemory:
    """Bytes per parameter while training. Taught on page 2.1."""

    weight: int
    gradient: int
    master: int
    """The copy in 32 bits, where the weight itself has 16; else 0."""
    moments: int
    """What the optimizer remembers: 8 for Adam in 32 bits, 4 for momentum, 0 for plain SGD."""

    def __post_init__(self):
        for name in ("weight", "gradient", "master", "moments"):
            whole(name, getattr(self, name), 0)

    @property
    def bytes_per_parameter(self):
        """Sum of the four."""
        return self.weight + self.gradient + self.master + self.moments


SGD_FLOAT32 = TrainingMemory(weight=4, gradient=4, master=0, moments=0)
ADAM_FLOAT32 = TrainingMemory(weight=4, gradient=4, master=0, moments=8)
ADAM_MIXED = TrainingMemory(weight=2, gradient=2, master=4, moments=8)


def training_state_bytes(n_parameters, memory=ADAM_MIXED):
    """Return the bytes of weights, gradients, master copy and moments, by name.

    Parameters
    ----------
    n_parameters : int
        All parameters: an expert that a token does not ask still has its gradient and moments.
    memory : TrainingMemory

    Returns
    -------
    dict of str to int
    """
    n = whole("n_parameters", n_parameters)
    if not isinstance(memory, TrainingMemory):
        raise TypeError(f"memory must be a TrainingMemory, got {type(memory).__name__}")
    return {name: n * getattr(memory, name) for name in ("weight", "gradient", "master", "moments")}


def block_activation_bytes(tokens, batch, width, heads):
    """Return the bytes of activations kept by one `GPTConfig` block in 16 bits, by name.

    Parameters
    ----------
    tokens, batch : int
        Length of a sequence (s), and number of sequences (b).
    width, heads : int
        Of the model (h and a).

    Returns
    -------
    dict of str to int
        Their sum is s b h (34 + 5 a s / h) (Korthikanti et al., 2023, equation 1). The part
        with s² is the table of scores, token by token; programs that never write the table
        down (FlashAttention) do without it.
    """
    s, b = whole("tokens", tokens), whole("batch", batch)
    h, a = whole("width", width), whole("heads", heads)
    sbh, scores = s * b * h, a * s * s * b
    return {
        "norm inputs": 2 * 2 * sbh,
        "attention input": 2 * sbh,
        "queries, keys, values": 3 * 2 * sbh,
        "scores": (2 + 1 + 2) * scores,  # softmax, mask of the dropout (1 byte each), what it leaves
        "attention output": (2 + 1) * sbh,  # input of the last matrix; mask
        "MLP": (2 + 8 + 8 + 1) * sbh,  # input; before and after the non-linearity, 4 h wide; mask
    }


def activation_bytes(model, tokens, batch=1):
    """Return the bytes of activations kept by all blocks of a `GPTConfig` or `BERTConfig`; see `block_activation_bytes`."""
    return model.layers * sum(block_activation_bytes(tokens, batch, model.width, model.heads).values())
