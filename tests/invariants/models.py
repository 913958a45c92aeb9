"""The models that must keep the invariants: a small random one of each, in float64."""

from largemodels.accounting import LlamaConfig
from largemodels.text import llama


def sharp(model):
    """Return `model` in float64 with large weights, so that attention differs from a mean and mistakes show."""
    model = model.double()
    for weight in model.parameters():
        if weight.ndim == 2:
            weight.data *= 10
    return model


#: name -> function(seed) that makes one; all take ``model(ids, segments=…, cache=…)`` and have ``config``.
DECODERS = {
    "llama": lambda seed=0: sharp(llama.Llama(
        LlamaConfig(layers=2, width=32, heads=4, kv_heads=2, hidden=48, vocabulary=50, tied=True), seed)),
    "llama, heads of their own": lambda seed=0: sharp(llama.Llama(
        LlamaConfig(layers=3, width=24, heads=3, kv_heads=3, hidden=40, vocabulary=50), seed)),
}
CACHES = dict.fromkeys(DECODERS, llama.Cache)
FRESH = {
    name: (lambda config: lambda seed=0: llama.Llama(config, seed))(make().config) for name, make in DECODERS.items()
}
