"""Every decoder keeps every property, and every property goes red on a fault of its kind."""

import pytest
import torch

from largemodels.text import llama
from largemodels.training import checkpoints
from tests.invariants import properties
from tests.invariants.models import CACHES, DECODERS, FRESH
from tests.invariants.properties import PROPERTIES


def hold(name, model_name, folder):
    """Check one property of one model; raises AssertionError."""
    torch.manual_seed(0)
    PROPERTIES[name](
        DECODERS[model_name](), Cache=CACHES[model_name], fresh=FRESH[model_name], folder=folder, rotate=llama.rotate)


@pytest.mark.parametrize("name", PROPERTIES)
@pytest.mark.parametrize("model_name", DECODERS)
def test_holds(name, model_name, tmp_path):
    hold(name, model_name, tmp_path)


def patched(target, name, make):
    """Return a fault: `name` of `target` replaced by what `make` returns for the right one."""
    return lambda monkeypatch: monkeypatch.setattr(target, name, make(getattr(target, name)))


def looking_ahead(sdpa):
    return lambda q, k, v, attn_mask=None, is_causal=False, **more: sdpa(q, k, v, attn_mask=attn_mask, **more)


def near_only(sdpa):
    def broken(q, k, v, attn_mask=None, is_causal=False, **more):
        band = torch.ones(q.shape[2], k.shape[2], dtype=torch.bool)
        return sdpa(q, k, v, attn_mask=band.tril() & band.triu(-2) if is_causal else attn_mask, **more)

    return broken


def plain_count(positions):
    return lambda segments: torch.arange(segments.shape[1]).expand_as(segments)


def restarting(positions):
    """Positions that forget what the cache holds."""
    return lambda segments: positions(segments[:, -1:]) if segments.shape[1] > 1 else positions(segments)


def forgetful(add):
    def broken(self, layer, k, v):
        add(self, layer, k, v)
        return k, v

    return broken


def batch_norm(forward):
    return lambda self, x, *context: forward(self, x - x.mean(0, keepdim=True), *context)


def time_norm(forward):
    return lambda self, x, *context: forward(self, x - x.mean(1, keepdim=True), *context)


def shifted_twice(next_tokens):
    return lambda ids, segments=None: next_tokens(torch.nn.functional.pad(ids[:, 1:], (0, 1)), segments)


def unshifted(next_tokens):
    return lambda ids, segments=None: ids


def across_texts(next_tokens):
    return lambda ids, segments=None: next_tokens(ids)


def turned_from_one(rotate):
    return lambda x, place, base: rotate(x, place + 1, base)


def added(rotate):
    return lambda x, place, base: x + place[:, None, :, None] / base


def not_turned(rotate):
    return lambda x, place, base: x


def frozen_gate(forward):
    return lambda self, x: self.down(self.up(x) * torch.sigmoid(self.gate(x)).detach())


def loud(init):
    return lambda weight, std=1.0, **more: init(weight, std=40 * std, **more)


def untied(init):
    def broken(self, config, seed=0):
        init(self, config, seed)
        self.head.weight = torch.nn.Parameter(self.head.weight.detach().clone())
        if not config.tied:
            self.embedding.weight = self.head.weight

    return broken


def without_moments(parts):
    return lambda trainer: {name: part for name, part in parts(trainer).items() if name != "optimizer"}


FAULTS = {
    "causal": patched(llama.F, "scaled_dot_product_attention", looking_ahead),
    "sees_everything_before": patched(llama.F, "scaled_dot_product_attention", near_only),
    "cached_one_by_one": patched(llama, "positions", restarting),
    "cached_in_chunks": patched(llama.Cache, "__len__", lambda right: lambda self: 0),
    "left_padded": patched(llama, "positions", plain_count),
    "right_padded": patched(llama.Attention, "forward", time_norm),
    "cached_after_left_padding": patched(llama, "positions", plain_count),
    "batched": patched(llama.Block, "forward", batch_norm),
    "packed": patched(llama, "positions", plain_count),
    "packed_loss": patched(properties, "next_token_loss", lambda right: lambda model, batch: right(model, batch[:1])),
    "labels": patched(properties, "next_tokens", across_texts),
    "positions_are_relative": patched(llama, "rotate", added),
    "every_parameter_learns": patched(llama.MLP, "forward", frozen_gate),
    "starts_at_ln_V": patched(llama.nn.init, "normal_", loud),
    "has_what_was_counted": patched(llama.Llama, "__init__", untied),
    "resumes": patched(checkpoints, "_parts", without_moments),
}
MORE = [
    ("labels", patched(properties, "next_tokens", shifted_twice)),
    ("labels", patched(properties, "next_tokens", unshifted)),
    ("positions_are_relative", patched(llama, "rotate", turned_from_one)),
    ("positions_are_relative", patched(llama, "rotate", not_turned)),
    ("cached_one_by_one", patched(llama.Cache, "add", forgetful)),
]


@pytest.mark.parametrize(("name", "plant"), [*FAULTS.items(), *MORE])
@pytest.mark.parametrize("model_name", DECODERS)
def test_a_fault_is_seen(name, plant, model_name, tmp_path, monkeypatch):
    plant(monkeypatch)
    with pytest.raises((AssertionError, RuntimeError)):
        hold(name, model_name, tmp_path)


def test_every_property_has_its_fault():
    assert set(FAULTS) == set(PROPERTIES)
    assert len(PROPERTIES) >= 12
