"""Counts against the libraries: transformers on the meta device, keras.applications, torch's FLOP counter.

Nothing is downloaded, and no full-size model takes memory. Keras gives the convolutions of its
ResNet biases and leaves the scale out of Inception's normalisation; both are switches here.
"""

from dataclasses import replace

import pytest
import torch
import transformers
from torch.utils.flop_counter import FlopCounterMode

from largemodels import accounting

pytestmark = pytest.mark.filterwarnings("ignore")


def gpt(m):
    shape = {"n_layer": m.layers, "n_embd": m.width, "n_head": m.heads}
    config = transformers.GPT2Config(vocab_size=m.vocabulary, n_positions=m.context, **shape)
    return config, transformers.GPT2LMHeadModel


def bert(m):
    shape = {"num_hidden_layers": m.layers, "hidden_size": m.width, "num_attention_heads": m.heads}
    shape |= {"intermediate_size": 4 * m.width, "vocab_size": m.vocabulary, "max_position_embeddings": m.context}
    return transformers.BertConfig(**shape), transformers.BertForPreTraining if m.pretraining_heads else (
        lambda c: transformers.BertModel(c, add_pooling_layer=m.pooler)
    )


def llama(m):
    shape = {"num_hidden_layers": m.layers, "hidden_size": m.width, "num_attention_heads": m.heads}
    shape |= {"num_key_value_heads": m.kv_heads, "intermediate_size": m.hidden, "vocab_size": m.vocabulary}
    return transformers.LlamaConfig(**shape), transformers.LlamaForCausalLM


def deepseek(m):
    shape = {"num_hidden_layers": m.layers, "hidden_size": m.width, "num_attention_heads": m.heads}
    shape |= {"num_key_value_heads": m.heads, "intermediate_size": m.hidden, "vocab_size": m.vocabulary}
    shape |= {"q_lora_rank": m.query_rank, "kv_lora_rank": m.kv_rank, "qk_rope_head_dim": m.position_width}
    shape |= {"qk_nope_head_dim": m.content_width, "v_head_dim": m.value_width, "n_routed_experts": m.experts}
    shape |= {"n_shared_experts": m.shared_experts, "num_experts_per_tok": m.chosen, "n_group": 1, "topk_group": 1}
    shape |= {"moe_intermediate_size": m.expert_hidden, "first_k_dense_replace": m.dense_layers}
    return transformers.DeepseekV3Config(**shape), transformers.DeepseekV3ForCausalLM


KINDS = {
    accounting.GPTConfig: gpt,
    accounting.BERTConfig: bert,
    accounting.LlamaConfig: llama,
    accounting.DeepSeekConfig: deepseek,
}


def build(m, device="meta"):
    config, kind = KINDS[type(m)](m)
    config._attn_implementation = "eager"
    config._experts_implementation = "eager"
    with torch.device(device):
        return kind(config)


REAL = {
    "GPT-2 small": accounting.GPT2_SMALL,
    "GPT-2 medium": accounting.GPT2_MEDIUM,
    "GPT-2 large": accounting.GPT2_LARGE,
    "GPT-2 XL": accounting.GPT2_XL,
    "GPT-3": accounting.GPT3,
    "BERT-base": accounting.BERT_BASE,
    "BERT-base, no pooler": replace(accounting.BERT_BASE, pooler=False),
    "BERT-base, heads": replace(accounting.BERT_BASE, pretraining_heads=True),
    "BERT-large": accounting.BERT_LARGE,
    "Llama 2 7B": accounting.LLAMA2_7B,
    "Llama 3 8B": accounting.LLAMA3_8B,
    "Llama 3.1 405B": accounting.LLAMA3_405B,
    "DeepSeek-V3": accounting.DEEPSEEK_V3,
}


@pytest.mark.parametrize("name", REAL)
def test_parameters_of_the_released_configuration(name):
    theirs = build(REAL[name])
    assert REAL[name].n_parameters == sum(p.numel() for p in theirs.parameters())


TINY_DEEPSEEK = accounting.DeepSeekConfig(
    layers=3,
    width=32,
    heads=4,
    query_rank=12,
    kv_rank=10,
    position_width=4,
    content_width=8,
    value_width=6,
    dense_layers=1,
    hidden=40,
    experts=8,
    shared_experts=1,
    chosen=2,
    expert_hidden=16,
    vocabulary=50,
)
TINY_LLAMA = accounting.LlamaConfig(layers=3, width=64, heads=8, kv_heads=2, hidden=32, vocabulary=20)
TINY_GPT = accounting.GPTConfig(layers=2, width=32, heads=4, vocabulary=60, context=64)


@pytest.mark.parametrize("model", [TINY_GPT, TINY_LLAMA, TINY_DEEPSEEK], ids=lambda m: type(m).__name__)
def test_forward_flops_are_those_torch_counts(model):
    theirs, T = build(model, "cpu"), 40
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        theirs(torch.arange(T)[None] % 20, use_cache=False)
    # torch fills the whole table of scores, where a causal model needs half: 2 T - 1 tokens make (2 T) / 2 visible
    full_table = model.forward_flops(1) - model.attention_flops(1) + model.attention_flops(2 * T - 1)
    assert counter.get_total_flops() == full_table * T


def test_bert_forward_flops_are_those_torch_counts():
    model, T = accounting.BERT_BASE, 40
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        build(model)(torch.zeros((1, T), dtype=torch.long, device="meta"))
    pooler = 2 * 768 * 768  # once per sequence, left out by us
    assert counter.get_total_flops() == model.forward_flops(T) * T + pooler


def test_backward_costs_two_forward_passes():
    model = accounting.GPTConfig(layers=2, width=32, heads=4, vocabulary=60, context=16)
    theirs = build(model, "cpu")
    ids = torch.zeros((1, 16), dtype=torch.long)
    with FlopCounterMode(display=False) as forward:
        loss = theirs(ids, labels=ids).loss
    with FlopCounterMode(display=False) as backward:
        loss.backward()
    assert backward.get_total_flops() == 2 * forward.get_total_flops()


def test_activations_are_the_bytes_that_torch_keeps_for_backward():
    """A block of GPT kind in 16 bits with dropout: what autograd saves, weights and row statistics left out."""
    s, b, h, a = 24, 3, 32, 4
    bf16 = {"dtype": torch.bfloat16, "requires_grad": True}
    x = torch.randn(b, s, h, **bf16)
    qkv, out = torch.randn(h, 3 * h, **bf16), torch.randn(h, h, **bf16)
    up, down = torch.randn(h, 4 * h, **bf16), torch.randn(4 * h, h, **bf16)
    scale, shift = torch.ones(h, **bf16), torch.zeros(h, **bf16)
    kept, weights = {}, {t.data_ptr() for t in (qkv, out, up, down, scale, shift)}

    def pack(t):
        storage = t.untyped_storage()
        if storage.data_ptr() not in weights and t.numel() > b * s:  # a mean and a scale per row: small, left out
            kept[storage.data_ptr()] = t, storage.nbytes()  # held, so that its address is not given away
        return t

    def drop(t):
        return torch.ops.aten.native_dropout(t, 0.1, True)[0]  # keeps a mask of one byte a number, as on a GPU

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda t: t):
        y = torch.nn.functional.layer_norm(x, (h,), scale, shift)
        q, k, v = (t.reshape(b, s, a, h // a).transpose(1, 2) for t in torch.unbind((y @ qkv).view(b, s, 3, h), 2))
        shares = torch.softmax(q @ k.transpose(-1, -2) * (h // a) ** -0.5, dim=-1)
        mixed = (drop(shares) @ v).transpose(1, 2).reshape(b, s, h)
        x = x + drop(mixed @ out)
        y = torch.nn.functional.layer_norm(x, (h,), scale, shift)
        x = x + drop(torch.nn.functional.gelu(y @ up) @ down)
    assert sum(n for _, n in kept.values()) == sum(accounting.block_activation_bytes(s, b, h, a).values())


@pytest.mark.parametrize("kv_heads", [8, 2])
def test_cache_bytes_are_those_of_the_library(kv_heads):
    model = accounting.LlamaConfig(layers=3, width=64, heads=8, kv_heads=kv_heads, hidden=32, vocabulary=20)
    cache = build(model, "cpu")(torch.zeros((1, 11), dtype=torch.long), use_cache=True).past_key_values
    stored = sum(t.numel() * t.element_size() for layer in cache.layers for t in (layer.keys, layer.values))
    assert stored == model.kv_cache_bytes(11, bytes_per_number=4)


def test_resnet_of_transformers_has_the_parameters_and_flops():
    config = transformers.ResNetConfig(num_labels=1000)
    for on_3x3 in (True, False):
        config.downsample_in_bottleneck = not on_3x3
        ours = accounting.ResNet50Config(stride_on_3x3=on_3x3)
        with torch.device("meta"):
            theirs = transformers.ResNetForImageClassification(config).eval()
        assert ours.n_parameters == sum(p.numel() for p in theirs.parameters())
        with FlopCounterMode(display=False) as counter, torch.no_grad():
            theirs(torch.zeros((1, 3, 224, 224), device="meta"))
        assert counter.get_total_flops() == ours.forward_flops()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["ResNet50", "InceptionV3"])
def test_keras_applications(name):
    import keras

    net = getattr(keras.applications, name)(weights=None)
    ours = (
        accounting.ResNet50Config(stride_on_3x3=False, conv_bias=True)
        if name == "ResNet50"
        else accounting.InceptionV3Config(norm_scale=False)
    )
    learned = sum(int(w.shape.num_elements()) for w in net.trainable_weights)
    assert ours.n_parameters == learned
    assert ours.n_parameters + ours.n_statistics == net.count_params()
    products = 0
    for layer in net.layers:
        if isinstance(layer, keras.layers.Conv2D):
            height, width, n_in, n_out = layer.kernel.shape
            products += height * width * n_in * n_out * layer.output.shape[1] * layer.output.shape[2]
        elif isinstance(layer, keras.layers.Dense):
            products += layer.kernel.shape[0] * layer.kernel.shape[1]
    assert ours.forward_flops() == 2 * products
