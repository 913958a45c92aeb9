"""A diagram of a net from the net itself: one box per layer, with shapes and parameter counts."""

from .display import publish
from .source import fenced


def to_mermaid(model, input_shape=None):
    """Display `model` as a Mermaid diagram. The arguments are those of `mermaid_source`."""
    publish({"text/markdown": fenced(mermaid_source(model, input_shape), "mermaid")})


def mermaid_source(model, input_shape=None):
    """Return the Mermaid source of a diagram of `model`.

    Parameters
    ----------
    model : largemodels.numpy_nn.Sequential, keras.Model or torch.nn.Module
    input_shape : tuple of int, optional
        One example's shape, without the batch axis. Only torch needs it, whose layers do not
        know their shapes before they have seen data; without it they are left out.

    Returns
    -------
    str
        ``flowchart LR`` and so on. The same model gives the same text.

    Raises
    ------
    TypeError
        If `model` is none of these.
    """
    kind = type(model)
    families = {base.__module__.split(".")[0] for base in kind.__mro__}
    if "torch" in families:
        rows = _torch_rows(model, input_shape)
    elif "keras" in families:
        rows = _keras_rows(model)
    elif hasattr(model, "layers") and hasattr(model, "n_parameters"):
        rows = _numpy_rows(model)
    else:
        raise TypeError(
            f"model must be a numpy_nn.Sequential, a Keras model or a torch module, got {kind.__name__}"
        )
    return _chain(rows)


def _numpy_rows(model):
    width, rows = None, []
    for layer in model.layers:
        if width is None:
            width = getattr(layer, "n_in", None)
            rows.append(("input", (width,) if width else None, 0))
        width = getattr(layer, "n_out", width)
        count = sum(p.size for p in layer.params.values())
        rows.append((type(layer).__name__, (width,) if width else None, count))
    return rows


def _keras_rows(model):
    rows = []
    if getattr(model, "input_shape", None):
        rows.append(("input", model.input_shape[1:], 0))
    for layer in model.layers:
        if type(layer).__name__ == "InputLayer":
            continue
        name = type(layer).__name__
        activation = getattr(getattr(layer, "activation", None), "__name__", "linear")
        if activation not in ("linear", name.lower()):
            name += f" + {activation}"
        shape = tuple(layer.output.shape[1:]) if layer.built and hasattr(layer, "output") else None
        rows.append((name, shape, layer.count_params() if layer.built else 0))
    return rows


def _torch_rows(model, input_shape):
    import torch

    leaves = [(n, m) for n, m in model.named_modules() if not list(m.children())]
    counts = {m: sum(p.numel() for p in m.parameters()) for _, m in leaves}
    if input_shape is None:
        return [(type(m).__name__, None, counts[m]) for _, m in leaves]
    rows = [("input", tuple(input_shape), 0)]
    hooks = [
        m.register_forward_hook(lambda m, _, out: rows.append((type(m).__name__, tuple(out.shape[1:]), counts[m])))
        for _, m in leaves
    ]
    first = next(model.parameters(), torch.zeros(()))
    training = model.training
    try:
        model.eval()
        with torch.no_grad():
            model(torch.zeros(1, *input_shape, dtype=first.dtype, device=first.device))
    finally:
        model.train(training)
        for hook in hooks:
            hook.remove()
    return rows


def _chain(rows):
    lines = ["flowchart LR"]
    for i, (name, shape, count) in enumerate(rows):
        parts = [name]
        if shape is not None:
            parts.append(" × ".join(str(s) for s in shape) or "1")
        if count:
            parts.append(f"{count:,} params")
        lines.append(f'    n{i}["{"<br/>".join(parts)}"]')
    lines += [f"    n{i} --> n{i + 1}" for i in range(len(rows) - 1)]
    return "\n".join(lines)
