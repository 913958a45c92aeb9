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
    assert capsys.readouterr().out.startswith("```mermaid\nflowchart LR")


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

    with pytest.raises(ValueError, match="graph of Decides cannot be known without data"):
        mermaid_source(Decides())


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
