"""How large a large model is: parameters, operations, memory, tokens, time and money.

Architectures are small dataclasses that count themselves; laws between the counts are
fitted here, too. Only arithmetic, in whole numbers where a count is whole: no model is
ever built, so that GPT-3 fits in a laptop.
"""

from .architecture import Architecture, Part
from .bert import BERT_BASE, BERT_LARGE, BERTConfig
from .chinchilla import BESIROGLU, BESIROGLU_ERRORS, HOFFMANN, HOFFMANN_SOURCE, LossLaw, Optimum
from .convolutional import InceptionV3Config, ResNet50Config
from .cost import A100, H100, V100, Accelerator, chip_hours, dense_training_flops, price, utilization
from .deepseek import DEEPSEEK_V3, DeepSeekConfig
from .fits import PowerLaw, fit_power_law
from .gpt import GPT2_LARGE, GPT2_MEDIUM, GPT2_SMALL, GPT2_XL, GPT3, GPTConfig
from .llama import LLAMA2_7B, LLAMA3_8B, LLAMA3_405B, LlamaConfig
from .memory import (
    ADAM_FLOAT32,
    ADAM_MIXED,
    SGD_FLOAT32,
    TrainingMemory,
    activation_bytes,
    block_activation_bytes,
    training_state_bytes,
)
from .meter import Meter
from .mlp import MLPConfig
from .published import PUBLISHED, Published

__all__ = [
    "A100",
    "ADAM_FLOAT32",
    "ADAM_MIXED",
    "BERT_BASE",
    "BERT_LARGE",
    "BESIROGLU",
    "BESIROGLU_ERRORS",
    "DEEPSEEK_V3",
    "GPT2_LARGE",
    "GPT2_MEDIUM",
    "GPT2_SMALL",
    "GPT2_XL",
    "GPT3",
    "H100",
    "HOFFMANN",
    "HOFFMANN_SOURCE",
    "LLAMA2_7B",
    "LLAMA3_8B",
    "LLAMA3_405B",
    "PUBLISHED",
    "SGD_FLOAT32",
    "V100",
    "Accelerator",
    "Architecture",
    "BERTConfig",
    "DeepSeekConfig",
    "GPTConfig",
    "InceptionV3Config",
    "LlamaConfig",
    "LossLaw",
    "MLPConfig",
    "Meter",
    "Optimum",
    "Part",
    "PowerLaw",
    "Published",
    "ResNet50Config",
    "TrainingMemory",
    "activation_bytes",
    "block_activation_bytes",
    "chip_hours",
    "dense_training_flops",
    "fit_power_law",
    "price",
    "training_state_bytes",
    "utilization",
]
