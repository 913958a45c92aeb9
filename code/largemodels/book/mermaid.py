"""A diagram of a net from the net itself: one box per layer, with shapes and parameter counts.

Arrows are what the net says of itself, too: a chain for our nets, the inputs of each layer
for Keras, and for torch what `torch.fx` sees when it runs ``forward`` on a stand-in. So an
addition that no layer stands for, the skip of a residual net, gets its box and its arrows.

Left out: what does not show in the graph, such as weights shared by two layers, and nets
whose ``forward`` decides by looking at the data; those are refused.
"""

from dataclasses import dataclass

from .display import publish
from .source import fenced


@dataclass
class Box:
    """A step of the net: what it is, its output for one example, and what feeds it."""

    name: str
    shape: tuple | None
    count: int
    sources: list  # indices of boxes


def to_mermaid(model, input_shape=None):
    """Display `model` as a Mermaid diagram. The arguments are those of `mermaid_source`."""
    publish({"text/markdown": fenced(mermaid_source(model, input_shape), "mermaid")})


def mermaid_source(model, input_shape=None):
    """Return the Mermaid source of a diagram of `model`. Taught on page 2.4.

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
    ValueError
        If the model's graph cannot be known without data.
    """
    kind = type(model)
    families = {base.__module__.split(".")[0] for base in kind.__mro__}
    if "torch" in families:
        boxes = _torch_boxes(model, input_shape)
    elif "keras" in families:
        boxes = _keras_boxes(model)
    elif hasattr(model, "layers") and hasattr(model, "n_parameters"):
        boxes = _numpy_boxes(model)
    else:
        raise TypeError(f"model must be a numpy_nn.Sequential, a Keras model or a torch module, got {kind.__name__}")
    return _flowchart(boxes)


def _numpy_boxes(model):
    width = next((layer.n_in for layer in model.layers if hasattr(layer, "n_in")), None)
    boxes = [Box("input", (width,) if width else None, 0, [])]
    for layer in model.layers:
        width = getattr(layer, "n_out", width)
        count = sum(p.size for p in layer.params.values())
        boxes.append(Box(type(layer).__name__, (width,) if width else None, count, [len(boxes) - 1]))
    return boxes


def _keras_boxes(model):
    import keras

    if isinstance(model, keras.Sequential):
        if not model.built:
            raise ValueError("the Keras model has no shapes yet: give it a keras.Input, or call it once")
        model = model._functional  # the same layers, with their inputs and outputs
    if not hasattr(model, "operations"):
        raise ValueError(
            f"a Keras model must be Sequential or functional to know its graph, got {type(model).__name__}"
        )
    boxes, place = [], {}
    for layer in model.operations:
        if len(layer._inbound_nodes) != 1:
            raise ValueError(
                f"layer {layer.name!r} is used {len(layer._inbound_nodes)} times; one box cannot show that"
            )
        name = type(layer).__name__
        activation = getattr(getattr(layer, "activation", None), "__name__", "linear")
        if activation not in ("linear", name.lower()):
            name += f" + {activation}"
        sources = [place[node.operation] for node in layer._inbound_nodes[0].parent_nodes]
        count = layer.count_params() if hasattr(layer, "count_params") else 0
        place[layer] = len(boxes)
        boxes.append(Box("input" if name == "InputLayer" else name, tuple(layer.output.shape[1:]), count, sources))
    return boxes


def _torch_boxes(model, input_shape):
    from torch import fx

    class Leaves(fx.Tracer):
        """Enters every module that is made of others, the library's own too."""

        def is_leaf_module(self, module, name):
            return not list(module.children())

    try:
        graph = Leaves().trace(model)
    except (fx.proxy.TraceError, TypeError, RuntimeError) as error:
        raise ValueError(f"the graph of {type(model).__name__} cannot be known without data: {error}") from error
    shapes = {} if input_shape is None else _torch_shapes(model, graph, input_shape)
    modules, boxes, place = dict(model.named_modules()), [], {}
    for node in graph.nodes:
        if node.op in ("output", "get_attr"):
            continue
        module = modules.get(node.target) if node.op == "call_module" else None
        if module is not None:
            name, count = type(module).__name__, sum(p.numel() for p in module.parameters())
        else:
            name = "input" if node.op == "placeholder" else getattr(node.target, "__name__", str(node.target))
            count = 0
        sources = [place[source] for source in node.all_input_nodes if source in place]
        place[node] = len(boxes)
        boxes.append(Box(name, shapes.get(node), count, sources))
    return boxes


def _torch_shapes(model, graph, input_shape):
    """Return the output shape of each node of `graph`, from one example of zeros."""
    import torch
    from torch import fx

    shapes = {}

    class Recorder(fx.Interpreter):
        def run_node(self, node):
            out = super().run_node(node)
            if isinstance(out, torch.Tensor):
                shapes[node] = tuple(out.shape[1:])
            return out

    first = next(model.parameters(), torch.zeros(()))
    training = model.training
    try:
        model.eval()
        with torch.no_grad():
            zeros = torch.zeros(1, *input_shape, dtype=first.dtype, device=first.device)
            Recorder(fx.GraphModule(model, graph)).run(zeros)
    finally:
        model.train(training)
    return shapes


def _flowchart(boxes):
    lines = ["flowchart LR"]
    for i, box in enumerate(boxes):
        parts = [box.name]
        if box.shape is not None:
            parts.append(" × ".join(str(s) for s in box.shape) or "1")
        if box.count:
            parts.append(f"{box.count:,} params")
        lines.append(f'    n{i}["{"<br/>".join(parts)}"]')
    lines += [f"    n{source} --> n{i}" for i, box in enumerate(boxes) for source in box.sources]
    return "\n".join(lines)
