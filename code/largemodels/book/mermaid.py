"""A diagram of a net from the net itself: one box per step, with shapes and parameter counts.

Arrows are what the net says of itself, too: a chain for our nets, the inputs of each layer
for Keras, and for torch what `torch.fx` sees when it runs ``forward`` once on a stand-in. So an
addition that no layer stands for, the skip of a residual net, gets its box and its arrows, and
so does a parameter that ``forward`` takes by itself, such as position embeddings.

Each parameter is counted once, in the first box that holds it; a later one says ``used again``.

Left out: what that one run did not pass. A torch module drawn in training mode shows what
``forward`` does while training, and nothing of what it does in use; where ``forward`` decides
by looking at the data it is refused. Settings (a mask, an axis, a stride) and weights show in no box.
"""

# The frameworks are imported where a model of theirs is drawn: whoever draws ours needs none of them.
from contextlib import contextmanager
from dataclasses import dataclass, field

from .display import publish
from .source import fenced


@dataclass
class Box:
    """A step of the net: what it is, its output for one example, its parameters, and what feeds it."""

    name: str
    shape: tuple | None = None
    count: int = 0
    again: int = 0  # parameters that an earlier box has counted
    sources: list = field(default_factory=list)  # indices of boxes


NARROW = '%%{init: {"flowchart": {"rankSpacing": 24, "nodeSpacing": 24, "padding": 8}}}%%'


def to_mermaid(model, input_shape=None, **options):
    """Display `model` as a Mermaid diagram, set close, to fit a page. The arguments are those of `mermaid_source`."""
    source = mermaid_source(model, input_shape, **options)
    publish({"text/markdown": fenced(f"{NARROW}\n{source}", "mermaid")})


def mermaid_source(model, input_shape=None, *, input_dtype=None, direction="LR"):
    """Return the Mermaid source of a diagram of `model`. Taught on page 2.4.

    Parameters
    ----------
    model : largemodels.numpy_nn.Sequential, keras.Model or torch.nn.Module
    input_shape : tuple of int, optional
        One example's shape, without the batch axis. Only torch needs it, whose layers do not
        know their shapes before they have seen data; without it they are left out.
    input_dtype : torch.dtype, optional
        The input's kind of number, for torch: ``torch.long`` where the net starts with an
        Embedding. The parameters' own kind by default.
    direction : {"LR", "TB"}
        From left to right, or from top to bottom.

    Returns
    -------
    str
        ``flowchart LR`` and so on. The same model in the same mode gives the same text, and is
        left as it was.

    Raises
    ------
    TypeError
        If `model` is none of these.
    ValueError
        If the model's graph cannot be had in this way, or the model cannot take such an input.
    """
    if direction not in ("LR", "TB"):
        raise ValueError(f"direction must be 'LR' or 'TB', got {direction!r}")
    kind = type(model)
    families = {base.__module__.split(".")[0] for base in kind.__mro__}
    if "torch" in families:
        boxes = _torch_boxes(model, input_shape, input_dtype)
    elif "keras" in families:
        boxes = _keras_boxes(model)
    elif hasattr(model, "layers") and hasattr(model, "n_parameters"):
        boxes = _numpy_boxes(model)
    else:
        raise TypeError(f"model must be a numpy_nn.Sequential, a Keras model or a torch module, got {kind.__name__}")
    return flowchart(boxes, direction)


def _numpy_boxes(model):
    width = next((layer.n_in for layer in model.layers if hasattr(layer, "n_in")), None)
    boxes = [Box("input", (width,) if width else None)]
    for layer in model.layers:
        width = getattr(layer, "n_out", width)
        count = sum(p.size for p in layer.params.values())
        shape = (width,) if width else None
        boxes.append(Box(type(layer).__name__, shape, count, sources=[len(boxes) - 1]))
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
        name = "input" if name == "InputLayer" else name
        boxes.append(Box(name, tuple(layer.output.shape[1:]), count, sources=sources))
    return boxes


def _torch_boxes(model, input_shape, input_dtype):
    from torch import fx

    class Leaves(fx.Tracer):
        """Enters every module that is made of others, the library's own too."""

        def is_leaf_module(self, module, name):
            return not list(module.children())

    with _as_it_was(model):
        try:
            graph = Leaves().trace(model)
        except (fx.proxy.TraceError, TypeError, RuntimeError, NameError) as error:
            raise ValueError(f"torch.fx cannot trace {type(model).__name__}: {error}") from error
        shapes = {} if input_shape is None else _torch_shapes(model, graph, input_shape, input_dtype)
        return _boxes_of_graph(model, graph, shapes)


def _boxes_of_graph(model, graph, shapes):
    from torch import fx, nn

    modules, boxes, place, seen = dict(model.named_modules()), [], {}, set()
    for node in graph.nodes:
        name, shape, used = getattr(node.target, "__name__", str(node.target)), shapes.get(node), []
        if node.op == "output":
            continue
        if node.op == "placeholder":
            name = "input"
        elif node.op == "call_module":
            module = modules[node.target]
            name, used = type(module).__name__, list(module.parameters())
        elif node.op == "get_attr":  # a tensor that `forward` takes by itself; one box, however often
            if node.target in place:
                place[node] = place[node.target]
                continue
            place[node.target] = len(boxes)
            tensor = _attribute(model, node.target)
            name = "constant" if name.startswith("_tensor_constant") else name
            shape, used = tuple(tensor.shape), [tensor] if isinstance(tensor, nn.Parameter) else []
        sources = []
        fx.node.map_arg((node.args, node.kwargs), sources.append)  # x * x has two arrows
        count = sum(p.numel() for p in used if id(p) not in seen)
        again = sum(p.numel() for p in used) - count
        seen |= {id(p) for p in used}
        place[node] = len(boxes)
        boxes.append(Box(name, shape, count, again, [place[source] for source in sources]))
    return boxes


def _attribute(model, path):
    for name in path.split("."):
        model = getattr(model, name)
    return model


@contextmanager
def _as_it_was(model):
    """Undo what tracing and running do to `model`: tensors made in ``forward`` become attributes, modes change."""
    modes = {module: module.training for module in model.modules()}
    names = set(vars(model))
    try:
        yield
    finally:
        for module, training in modes.items():
            module.training = training
        for name in set(vars(model)) - names:
            delattr(model, name)


def _torch_shapes(model, graph, input_shape, input_dtype):
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
    dtype = input_dtype or first.dtype
    model.eval()
    try:
        with torch.no_grad():
            Recorder(fx.GraphModule(model, graph)).run(torch.zeros(1, *input_shape, dtype=dtype, device=first.device))
    except (RuntimeError, TypeError, ValueError, IndexError) as error:
        hint = "" if input_dtype else "; token numbers need input_dtype=torch.long"
        raise ValueError(
            f"{type(model).__name__} cannot take one example of shape {tuple(input_shape)} and {dtype}{hint}: {error}"
        ) from error
    return shapes


def flowchart(boxes, direction="LR"):
    """Return the Mermaid text of a list of Box."""
    lines = [f"flowchart {direction}"]
    for i, box in enumerate(boxes):
        parts = [box.name]
        if box.shape is not None:
            parts.append(" × ".join(str(s) for s in box.shape) or "1")
        if box.count:
            parts.append(f"{box.count:,} params")
        if box.again:
            parts.append(f"{box.again:,} used again")
        lines.append(f'    n{i}["{"<br/>".join(parts)}"]')
    lines += [f"    n{source} --> n{i}" for i, box in enumerate(boxes) for source in box.sources]
    return "\n".join(lines)
