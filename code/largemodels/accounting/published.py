"""Figures that others published, beside ours: nothing that disagrees is left out.

`PUBLISHED` is the list that page 2.1 prints and the tests go through. A figure given to the
last digit must be equal to ours, one that is rounded must be ours rounded to as many digits;
where it is not, the entry says why as far as we know. A count that a library makes is held
against the library itself in the tests.
"""

from dataclasses import dataclass, replace

from .bert import BERT_BASE, BERT_LARGE
from .chinchilla import BESIROGLU, HOFFMANN, HOFFMANN_SOURCE
from .convolutional import InceptionV3Config, ResNet50Config
from .cost import dense_training_flops, price
from .deepseek import DEEPSEEK_V3
from .gpt import GPT2_LARGE, GPT2_MEDIUM, GPT2_SMALL, GPT2_XL, GPT3
from .llama import LLAMA2_7B, LLAMA3_8B, LLAMA3_405B
from .memory import ADAM_MIXED, block_activation_bytes

EXACT, ROUNDED, DIFFERS = "exact", "rounded", "differs"
GPT1_VOCABULARY = 40478
"""Tokens of the model before GPT-2 (Radford et al., 2018)."""


@dataclass(frozen=True)
class Published:
    """A published figure, and the same figure computed here."""

    model: str
    quantity: str
    printed: float
    """As published, written out."""
    digits: int
    """Significant digits that the source gives; 0 means all of them."""
    ours: float
    source: str
    reason: str = ""
    """Why the two differ, where they do."""

    @property
    def agreement(self):
        """How ours agrees: "exact", "rounded" or "differs"."""
        if self.digits == 0:
            return EXACT if self.ours == self.printed else DIFFERS
        return ROUNDED if float(f"{self.ours:.{self.digits - 1}e}") == float(self.printed) else DIFFERS


_WRONG = "the authors say that these counts were wrong; with GPT-1's vocabulary (40,478) they come out"
_GPT2 = (
    ("small", GPT2_SMALL, 117e6, 3, 124e6, 3, 124_439_808),
    ("medium", GPT2_MEDIUM, 345e6, 3, 355e6, 3, 354_823_168),
    ("large", GPT2_LARGE, 762e6, 3, 774e6, 3, 774_030_080),
    ("XL", GPT2_XL, 1542e6, 4, 1558e6, 4, 1_557_611_200),
)
_GPT3_SIZES = (  # layers, width, millions of parameters, digits
    ("Small", 12, 768, 125, 3),
    ("Medium", 24, 1024, 356, 3),
    ("Large", 24, 1536, 760, 3),
    ("XL", 24, 2048, 1320, 3),
    ("2.7B", 32, 2560, 2650, 3),
    ("6.7B", 32, 4096, 6660, 3),
    ("13B", 40, 5120, 12850, 4),
)
_V1, _KERAS_RESNET = ResNet50Config(stride_on_3x3=False), ResNet50Config(stride_on_3x3=False, conv_bias=True)
_KERAS_INCEPTION = InceptionV3Config(norm_scale=False)


def _gpt2_rows():
    for name, model, paper, digits, corrected, corrected_digits, weights in _GPT2:
        name = f"GPT-2 {name}"
        as_gpt1 = replace(model, vocabulary=GPT1_VOCABULARY).n_parameters
        yield Published(name, "parameters", weights, 0, model.n_parameters, "transformers, released configuration")
        yield Published(name, "parameters", corrected, corrected_digits, model.n_parameters, "repository, corrected")
        yield Published(name, "parameters", paper, digits, model.n_parameters, "Radford et al. 2019", _WRONG)
        yield Published(name, "the same, GPT-1's vocabulary", paper, digits, as_gpt1, "Radford et al. 2019")


def _vision_rows():
    macs = "forward multiply-adds"
    for model, name, ours, weights, reported in (
        (ResNet50Config(), "ResNet-50", ResNet50Config().n_parameters, 25_557_032, 4.09e9),
        (InceptionV3Config(), "Inception v3", InceptionV3Config().n_parameters, 23_834_568, 5.71e9),
    ):
        yield Published(name, "parameters", weights, 0, ours, "torchvision, no auxiliary classifier")
        yield Published(name, macs, reported, 3, model.forward_flops() / 2, "torchvision")
    for model, name, learned, stored in (
        (_KERAS_RESNET, "ResNet-50 in Keras", 25_583_592, 25_636_712),
        (_KERAS_INCEPTION, "Inception v3 in Keras", 23_817_352, 23_851_784),
    ):
        yield Published(name, "learned parameters", learned, 0, model.n_parameters, "keras.applications")
        yield Published(
            name, "with statistics", stored, 0, model.n_parameters + model.n_statistics, "keras.applications"
        )
    why = "we find 3.86; the paper seems to cut the last digit off"
    yield Published("ResNet-50 (2016)", macs, 3.8e9, 2, _V1.forward_flops() / 2, "He et al. 2016", why)
    why = "the paper's table describes an earlier stem than the released net that we count"
    yield Published("Inception v3", macs, 5e9, 1, InceptionV3Config().forward_flops() / 2, "Szegedy et al. 2016", why)


def _bert_rows():
    headed = replace(BERT_BASE, pretraining_heads=True)
    yield Published("BERT-base", "parameters", 110e6, 2, BERT_BASE.n_parameters, "Devlin et al. 2019")
    yield Published(
        "BERT-base", "with pooler", 109_482_240, 0, BERT_BASE.n_parameters, "transformers, released configuration"
    )
    yield Published("BERT-base", "with pre-training heads", 110_106_428, 0, headed.n_parameters, "transformers")
    yield Published(
        "BERT-large", "with pooler", 335_141_888, 0, BERT_LARGE.n_parameters, "transformers, released configuration"
    )
    yield Published("BERT-large", "parameters", 340e6, 2, BERT_LARGE.n_parameters, "Devlin et al. 2019")


def _gpt3_rows():
    compute = dense_training_flops(GPT3.n_parameters, 300e9)
    scores = block_activation_bytes(2048, 1, GPT3.width, GPT3.heads)["scores"] / (2048 * GPT3.width)
    why = "the paper's own appendix D says 174,600 million, and so do we"
    yield Published("GPT-3", "parameters", 174_600e6, 4, GPT3.n_parameters, "Brown et al. 2020, table D.1")
    yield Published("GPT-3", "parameters", 175.0e9, 4, GPT3.n_parameters, "Brown et al. 2020, table 2.1", why)
    for name, layers, width, millions, digits in _GPT3_SIZES:
        size = replace(GPT3, layers=layers, width=width, heads=1)  # heads change no count
        yield Published(
            f"GPT-3 {name}", "parameters", millions * 1e6, digits, size.n_parameters, "Brown et al. 2020, table D.1"
        )
    size = replace(GPT3, layers=40, width=5140, heads=1)
    why = "table 2.1 prints the width 5140, which 40 heads do not divide; 5120 gives the count of table D.1"
    yield Published("GPT-3 13B, width 5140", "parameters", 12_850e6, 4, size.n_parameters, "Brown et al. 2020", why)
    yield Published("GPT-3", "training FLOPs (6ND)", 3.14e23, 3, compute, "Brown et al. 2020, table D.1")
    yield Published("GPT-3", "5as/h of the activations", 80, 0, scores, "Korthikanti et al. 2023")


def _modern_rows():
    deepseek, report = DEEPSEEK_V3, "DeepSeek-AI 2024"
    insights = "Zhao et al. 2025"
    balance = deepseek.experts * (deepseek.layers - deepseek.dense_layers)
    every = deepseek.n_active + (deepseek.vocabulary - 1) * deepseek.width
    yield Published(
        "Llama 2 7B", "parameters", 6_738_415_616, 0, LLAMA2_7B.n_parameters, "transformers, released configuration"
    )
    yield Published(
        "Llama 3 8B", "parameters", 8_030_261_248, 0, LLAMA3_8B.n_parameters, "transformers, released configuration"
    )
    yield Published(
        "Llama 3.1 405B",
        "parameters",
        405e9,
        3,
        LLAMA3_405B.n_parameters,
        "Grattafiori et al. 2024",
        ("405.85; the paper cuts the digits off"),
    )
    flops = dense_training_flops(LLAMA3_405B.n_parameters, 15.6e12)
    yield Published("Llama 3.1 405B", "training FLOPs (6ND)", 3.8e25, 2, flops, "Grattafiori et al. 2024")
    yield Published("Llama 3.1 405B", "cache bytes per token", 516_096, 0, LLAMA3_405B.kv_cache_bytes(), insights)
    why = "a hundredth less; half of our attention FLOPs would give it, and the paper does not say how it counts"
    flops = LLAMA3_405B.training_flops(4096)
    yield Published("Llama 3.1 405B", "training FLOPs per token", 2448e9, 4, flops, insights, why)
    yield Published("DeepSeek-V3", "parameters", 671e9, 3, deepseek.n_parameters, report)
    stored = deepseek.n_parameters + balance
    yield Published(
        "DeepSeek-V3", "with balancing numbers", 671_026_419_200, 0, stored, "transformers, released configuration"
    )
    yield Published("DeepSeek-V3", "active parameters", 37e9, 2, deepseek.n_active, report)
    yield Published("DeepSeek-V3", "active parameters", 36.6e9, 3, deepseek.n_active, "repository, corrected")
    why = "called with embedding and head; the whole table makes it 37.55, one row of it 36.63"
    yield Published("DeepSeek-V3", "active, whole embedding", 36.7e9, 3, every, "repository, first version", why)
    yield Published("DeepSeek-V3", "training FLOPs per token", 250e9, 3, deepseek.training_flops(4096), insights)
    yield Published("DeepSeek-V3", "cache bytes per token", 70_272, 0, deepseek.kv_cache_bytes(), insights)
    yield Published("DeepSeek-V3", "dollars", 5.576e6, 0, price(2_788_000, 2), report)
    yield Published(
        "Adam, mixed precision",
        "bytes per parameter",
        16,
        0,
        ADAM_MIXED.bytes_per_parameter,
        ("Rajbhandari et al. 2020"),
    )


def _law_rows():
    gopher, paper = 5.76e23, "Hoffmann et al. 2022"
    why = "two digits are too few: with the digits of the source file it comes out"
    for name, law, reason in (("printed", HOFFMANN, why), ("source file", HOFFMANN_SOURCE, "")):
        name = f"Chinchilla law, {name}"
        yield Published(name, "exponent a", 0.46, 2, law.exponent, paper, reason)
        yield Published(name, "best N for Gopher's FLOPs", 40e9, 2, law.optimum(gopher).parameters, paper, reason)
    yield Published("Chinchilla law, replication", "exponent a", 0.5126, 4, BESIROGLU.exponent, "Besiroglu et al. 2024")


PUBLISHED = (*_vision_rows(), *_bert_rows(), *_gpt2_rows(), *_gpt3_rows(), *_modern_rows(), *_law_rows())
