"""Our Llama computes what transformers' does: logits and gradients, on small random configurations."""

import pytest
import torch
import transformers

from largemodels.accounting import LlamaConfig
from largemodels.text.llama import Llama

SHAPES = [
    {"layers": 2, "width": 32, "heads": 4, "kv_heads": 2, "hidden": 48, "vocabulary": 61},
    {"layers": 1, "width": 24, "heads": 3, "kv_heads": 3, "hidden": 40, "vocabulary": 30, "tied": True},
    {"layers": 3, "width": 64, "heads": 8, "kv_heads": 1, "hidden": 32, "vocabulary": 17, "rope_base": 500.0},
]
NAMES = {
    "embedding.weight": "model.embed_tokens.weight",
    "norm.weight": "model.norm.weight",
    "head.weight": "lm_head.weight",
    "attention_norm": "input_layernorm",
    "mlp_norm": "post_attention_layernorm",
    "attention.q": "self_attn.q_proj",
    "attention.k": "self_attn.k_proj",
    "attention.v": "self_attn.v_proj",
    "attention.out": "self_attn.o_proj",
    "mlp.gate": "mlp.gate_proj",
    "mlp.up": "mlp.up_proj",
    "mlp.down": "mlp.down_proj",
}


def their_name(ours):
    if ours in NAMES:
        return NAMES[ours]
    block, part = ours.removeprefix("blocks.").split(".", 1)
    part, kind = part.rsplit(".", 1)
    return f"model.layers.{block}.{NAMES[part]}.{kind}"


def both(shape):
    """Return (ours, theirs) with the same weights, in float64."""
    config = LlamaConfig(**shape)
    ours = Llama(config, seed=1).double()
    theirs = transformers.LlamaForCausalLM(transformers.LlamaConfig(
        num_hidden_layers=config.layers, hidden_size=config.width, num_attention_heads=config.heads,
        num_key_value_heads=config.kv_heads, intermediate_size=config.hidden, vocab_size=config.vocabulary,
        tie_word_embeddings=config.tied, rms_norm_eps=1e-5,
        rope_parameters={"rope_type": "default", "rope_theta": config.rope_base},
    )).double().eval()
    # far from the start, so that attention is sharp
    weights = {name: weight * 10 if weight.ndim == 2 else weight for name, weight in ours.state_dict().items()}
    ours.load_state_dict(weights)
    theirs.load_state_dict({their_name(name): weight for name, weight in weights.items()})
    return ours, theirs


@pytest.mark.parametrize("shape", SHAPES)
def test_logits_and_gradients(shape):
    ours, theirs = both(shape)
    assert sum(p.numel() for p in ours.parameters()) == LlamaConfig(**shape).n_parameters
    ids = torch.randint(shape["vocabulary"], (2, 20), generator=torch.Generator().manual_seed(2))
    mine, other = ours(ids), theirs(ids).logits
    torch.testing.assert_close(mine, other, rtol=1e-5, atol=1e-5)  # theirs has angles and norms in float32
    for logits in (mine, other):
        torch.nn.functional.cross_entropy(logits[:, :-1].flatten(0, 1), ids[:, 1:].flatten()).backward()
    gradients = dict(theirs.named_parameters())
    for name, parameter in ours.named_parameters():
        torch.testing.assert_close(parameter.grad, gradients[their_name(name)].grad, rtol=1e-4, atol=1e-6)
