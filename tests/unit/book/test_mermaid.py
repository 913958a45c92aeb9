"""The same net in three libraries gives the same shapes and parameter counts."""

import re

import numpy as np
import pytest

from largemodels.book import mermaid_source, to_mermaid
from largemodels.numpy_nn import Dense, ReLU, Sequential

COUNTS = ["50,240 params", "4,160 params", "650 params"]


def boxes(text):
    assert text.startswith("flowchart LR\n")
    return [box.split("<br/>") for box in re.findall(r'\["(.*?)"\]', text)]


def ours():
    rng = np.random.default_rng(0)
    return Sequential([Dense(784, 64, rng=rng), ReLU(), Dense(64, 64, rng=rng), ReLU(), Dense(64, 10, rng=rng)])


def test_numpy(capsys):
    found = boxes(mermaid_source(ours()))
    assert found[0] == ["input", "784"]
    assert found[1] == ["Dense", "64", COUNTS[0]]
    assert found[2] == ["ReLU", "64"]
    assert [box[2] for box in found if len(box) == 3] == COUNTS
    to_mermaid(ours())
    assert capsys.readouterr().out.startswith('```mermaid\n%%{init: {"flowchart": ')


def test_torch():
    torch = pytest.importorskip("torch")
    nn = torch.nn
    model = nn.Sequential(nn.Conv2d(1, 8, 3), nn.ReLU(), nn.Flatten(), nn.Linear(8 * 26 * 26, 10))
    with_shapes = boxes(mermaid_source(model, (1, 28, 28)))
    assert with_shapes[0] == ["input", "1 × 28 × 28"]
    assert with_shapes[1] == ["Conv2d", "8 × 26 × 26", "80 params"]
    assert with_shapes[-1] == ["Linear", "10", "54,090 params"]
    assert model.training
    assert not model[0]._forward_hooks
    assert boxes(mermaid_source(model))[:2] == [["input"], ["Conv2d", "80 params"]]


def arrows(text):
    return set(re.findall(r"n(\d+) --> n(\d+)", text))


def test_a_skip_in_torch_has_its_arrows():
    torch = pytest.importorskip("torch")

    class Residual(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.unused = torch.nn.Linear(4, 4)
            self.inner = torch.nn.Linear(4, 4)

        def forward(self, x):
            return x + torch.relu(self.inner(x))

    text = mermaid_source(Residual(), (4,))
    assert boxes(text) == [["input", "4"], ["Linear", "4", "20 params"], ["relu", "4"], ["add", "4"]]
    assert arrows(text) == {("0", "1"), ("1", "2"), ("0", "3"), ("2", "3")}


def test_a_torch_net_that_looks_at_its_data_is_refused():
    torch = pytest.importorskip("torch")

    class Decides(torch.nn.Module):
        def forward(self, x):
            return x if x.sum() > 0 else -x

    class Hides(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = [torch.nn.Linear(4, 4)]  # a Python list registers nothing

        def forward(self, x):
            return self.layers[0](x)

    for model in (Decides(), Hides()):
        with pytest.raises(ValueError, match=f"cannot trace {type(model).__name__}"):
            mermaid_source(model)


def test_a_parameter_used_by_itself_has_a_box_and_a_box_for_each_use_counts_it_once():
    torch = pytest.importorskip("torch")
    nn = torch.nn

    class Tied(nn.Module):
        def __init__(self):
            super().__init__()
            self.embed = nn.Embedding(10, 4)
            self.place = nn.Parameter(torch.zeros(5, 4))
            self.register_buffer("scale", torch.ones(4))
            self.head = nn.Linear(4, 10)
            self.head.weight = self.embed.weight

        def forward(self, ids):
            x = (self.embed(ids) + self.place) * self.scale + self.place
            return self.head(x * x) + torch.zeros(10)

    model = Tied()
    text = mermaid_source(model, (5,), input_dtype=torch.long)
    assert boxes(text) == [
        ["input", "5"],
        ["Embedding", "5 × 4", "40 params"],
        ["place", "5 × 4", "20 params"],
        ["add", "5 × 4"],
        ["scale", "4"],
        ["mul", "5 × 4"],
        ["add", "5 × 4"],
        ["mul", "5 × 4"],
        ["Linear", "5 × 10", "10 params", "40 used again"],
        ["constant", "10"],
        ["add", "5 × 10"],
    ]
    assert text.count("n6 --> n7") == 2
    assert text.count("n2 --> ") == 2
    assert sum(int(n) for n in re.findall(r"(\d+) params", text)) == sum(p.numel() for p in model.parameters())
    assert not [name for name in vars(model) if name.startswith("_tensor")]
    assert mermaid_source(model, (5,), input_dtype=torch.long) == text
    with pytest.raises(ValueError, match=r"shape \(5,\) and torch.float32; token numbers need input_dtype=torch.long"):
        mermaid_source(model, (5,))
    layer = nn.Linear(8, 8)
    assert boxes(mermaid_source(nn.Sequential(layer, layer)))[1:] == [["Linear", "72 params"], ["Linear", "72 used again"]]


def test_the_mode_decides_what_is_drawn_and_stays_as_it_was():
    torch = pytest.importorskip("torch")
    nn = torch.nn

    class TwoRoads(nn.Module):
        def __init__(self):
            super().__init__()
            self.inner, self.norm = nn.Linear(4, 4), nn.BatchNorm1d(4)

        def forward(self, x):
            return self.norm(self.inner(x)) if self.training else x

    model = TwoRoads()
    model.norm.eval()  # frozen
    assert [box[0] for box in boxes(mermaid_source(model, (4,)))] == ["input", "Linear", "BatchNorm1d"]
    assert [m.training for m in (model, model.inner, model.norm)] == [True, True, False]
    assert model.norm.num_batches_tracked == 0
    assert boxes(mermaid_source(model.eval(), (4,))) == [["input", "4"]]


def test_direction():
    assert mermaid_source(ours(), direction="TB").startswith("flowchart TB\n")
    with pytest.raises(ValueError, match="direction"):
        mermaid_source(ours(), direction="left")


@pytest.mark.filterwarnings("ignore")
def test_keras():
    keras = pytest.importorskip("keras")
    layers = keras.layers
    sequential = keras.Sequential(
        [
            keras.Input((784,)),
            layers.Dense(64, activation="relu"),
            layers.Dense(64, activation="relu"),
            layers.Dense(10),
        ]
    )
    found = boxes(mermaid_source(sequential))
    assert found[:2] == [["input", "784"], ["Dense + relu", "64", COUNTS[0]]]
    assert [box[2] for box in found if len(box) == 3] == COUNTS
    entry = keras.Input((784,))
    functional = keras.Model(entry, layers.Dense(10)(entry))
    assert boxes(mermaid_source(functional)) == [["input", "784"], ["Dense", "10", "7,850 params"]]


def test_anything_else_is_refused():
    with pytest.raises(TypeError, match="model"):
        mermaid_source([1, 2])


@pytest.mark.filterwarnings("ignore")
def test_a_skip_in_keras_has_its_arrows_and_what_is_no_graph_is_refused():
    keras = pytest.importorskip("keras")
    layers = keras.layers
    entry = keras.Input((4,))
    text = mermaid_source(keras.Model(entry, layers.Add()([entry, layers.Dense(4, "tanh")(entry)])))
    assert boxes(text) == [["input", "4"], ["Dense + tanh", "4", "20 params"], ["Add", "4"]]
    assert arrows(text) == {("0", "1"), ("0", "2"), ("1", "2")}

    shared = layers.Dense(4)
    with pytest.raises(ValueError, match="is used 2 times"):
        mermaid_source(keras.Model(entry, shared(shared(entry))))
    with pytest.raises(ValueError, match="no shapes yet"):
        mermaid_source(keras.Sequential([layers.Dense(4)]))

    class Own(keras.Model):
        pass

    with pytest.raises(ValueError, match="must be Sequential or functional"):
        mermaid_source(Own())
