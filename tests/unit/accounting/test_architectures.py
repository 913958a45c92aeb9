"""Counts against arithmetic done another way, and the errors of a wrong argument."""

import numpy as np
import pytest

from largemodels import accounting
from largemodels.accounting import (
    BERT_BASE,
    DEEPSEEK_V3,
    GPT2_SMALL,
    GPT3,
    LLAMA3_8B,
    PUBLISHED,
    BERTConfig,
    DeepSeekConfig,
    GPTConfig,
    InceptionV3Config,
    LlamaConfig,
    MLPConfig,
    ResNet50Config,
)

MODELS = [
    GPT2_SMALL,
    GPT3,
    BERT_BASE,
    LLAMA3_8B,
    DEEPSEEK_V3,
    ResNet50Config(),
    InceptionV3Config(),
    MLPConfig((784, 128, 10)),
]


@pytest.mark.parametrize("row", PUBLISHED, ids=lambda r: f"{r.model}, {r.quantity}, {r.source}")
def test_published_figure_is_reproduced_or_its_difference_explained(row):
    assert row.agreement in ("exact", "rounded", "differs")
    assert (row.agreement == "differs") == bool(row.reason)


def test_exceptions_are_these_and_no_others():
    differing = [(row.model, row.source) for row in PUBLISHED if row.agreement == "differs"]
    assert len(differing) == 13
    assert sum(model.startswith("GPT-2") for model, _ in differing) == 4


def test_mlp_by_hand():
    mlp = MLPConfig((784, 128, 64, 10))
    assert mlp.n_parameters == 784 * 128 + 128 + 128 * 64 + 64 + 64 * 10 + 10 == 109386
    assert mlp.forward_flops() == 2 * (784 * 128 + 128 * 64 + 64 * 10)
    assert mlp.training_flops() == 3 * mlp.forward_flops()
    assert mlp.unit == "row"


def test_gpt_by_adding_up_shapes():
    L, d, V, T = 3, 8, 50, 16
    shapes = [(V, d), (T, d), (2, d)]
    for _ in range(L):
        shapes += [(d, 3 * d), (1, 3 * d), (d, d), (1, d), (d, 4 * d), (1, 4 * d), (4 * d, d), (1, d), (4, d)]
    model = GPTConfig(layers=L, width=d, heads=2, vocabulary=V, context=T)
    assert model.n_parameters == sum(int(np.prod(s)) for s in shapes)
    assert model.n_parameters == V * d + T * d + L * (12 * d**2 + 13 * d) + 2 * d
    # attention: token t sees t tokens, a score and a mixed value each, over all layers
    tokens = 7
    visible = sum(range(1, tokens + 1))
    assert model.attention_flops(tokens) * tokens == L * visible * 2 * 2 * d


def test_bert_attends_both_ways_and_its_heads_are_a_choice():
    model = BERTConfig(layers=3, width=8, heads=2)
    assert model.attention_flops(7) * 7 == 3 * 7 * 7 * 2 * 2 * 8
    bare = BERTConfig(layers=3, width=8, heads=2, pooler=False)
    assert model.n_parameters - bare.n_parameters == 8 * 8 + 8


def test_grouped_queries_shrink_the_cache_and_nothing_else_of_the_mlp():
    full = LlamaConfig(layers=2, width=64, heads=8, kv_heads=8, hidden=100, vocabulary=30)
    shared = LlamaConfig(layers=2, width=64, heads=8, kv_heads=2, hidden=100, vocabulary=30)
    assert full.kv_cache_bytes(10) == 4 * shared.kv_cache_bytes(10) == 2 * 2 * 64 * 10 * 2
    assert full.attention_flops(9) == shared.attention_flops(9)
    assert full.parts()["MLP"] == shared.parts()["MLP"]


def test_unasked_experts_are_stored_and_cost_no_time():
    few, many = DeepSeekConfig(experts=8), DeepSeekConfig(experts=16)
    expert = 3 * 7168 * 2048
    router = 58 * 8 * 7168
    assert many.n_parameters - few.n_parameters == 58 * 8 * expert + router
    assert many.n_active - few.n_active == router
    assert many.forward_flops() - few.forward_flops() == 2 * router
    assert DeepSeekConfig(chosen=9).n_active - DEEPSEEK_V3.n_active == 58 * expert


def test_a_lookup_costs_one_row():
    assert LLAMA3_8B.n_parameters - LLAMA3_8B.n_active == (128256 - 1) * 4096
    assert GPT2_SMALL.n_parameters - GPT2_SMALL.n_active == 1023 * 768  # its head uses the whole table


def test_convolution_weights_do_not_grow_with_the_image_and_time_does():
    small, large = ResNet50Config(image=224), ResNet50Config(image=448)
    assert small.n_parameters == large.n_parameters
    ratio = (
        large.parts()["convolutions and norms"].multiply_adds / small.parts()["convolutions and norms"].multiply_adds
    )
    assert ratio == 4


@pytest.mark.parametrize("model", MODELS, ids=lambda m: type(m).__name__)
def test_every_count_is_a_whole_number_and_active_is_a_part(model):
    for part in model.parts().values():
        assert all(type(count) is int and count >= 0 for count in part)
        assert part.active <= part.parameters
    assert 0 < model.n_active <= model.n_parameters
    assert type(model.forward_flops(3)) is int
    assert model.training_flops(3) == 3 * model.forward_flops(3)


@pytest.mark.parametrize(
    ("build", "error", "words"),
    [
        (lambda: GPTConfig(layers=0, width=8, heads=2), ValueError, "layers must be at least 1, got 0"),
        (lambda: GPTConfig(layers=1.5, width=8, heads=2), TypeError, "layers must be an integer, got float"),
        (lambda: GPTConfig(layers=1, width=8, heads=3), ValueError, "must divide width"),
        (lambda: BERTConfig(layers=1, width=8, heads=3), ValueError, "must divide width"),
        (
            lambda: LlamaConfig(layers=1, width=8, heads=4, kv_heads=3, hidden=8, vocabulary=9),
            ValueError,
            r"kv_heads \(3\) must divide heads",
        ),
        (lambda: DeepSeekConfig(chosen=300), ValueError, "chosen must be at most experts"),
        (lambda: DeepSeekConfig(dense_layers=62), ValueError, "dense_layers must be at most"),
        (lambda: MLPConfig((784,)), ValueError, "at least two widths"),
        (lambda: MLPConfig([784, 10]), ValueError, "must be a tuple"),
        (lambda: MLPConfig((784, -1)), ValueError, r"widths\[1\] must be at least 1"),
        (lambda: InceptionV3Config(image=60), ValueError, "image must be at least 75"),
        (lambda: GPT2_SMALL.forward_flops(0), ValueError, "tokens must be at least 1"),
        (lambda: GPT2_SMALL.kv_cache_bytes(1.0), TypeError, "tokens must be an integer"),
        (lambda: accounting.Architecture().parts(), NotImplementedError, "parts"),
    ],
)
def test_bad_input(build, error, words):
    with pytest.raises(error, match=words):
        build()
