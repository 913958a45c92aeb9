"""The table of names in 记号: each name stands in the library that its column says."""

import inspect
import re
from pathlib import Path

import pytest
import torch
import transformers
from torch import nn

from largemodels import accounting, numpy_nn
from largemodels.numpy_nn.attention import MultiHeadAttention

PAGE = Path(__file__).parents[2] / "chapters" / "appendix" / "notation.md"


def rows():
    """Return the rows of the table as lists of the code in each of the last three columns."""
    lines = PAGE.read_text(encoding="utf-8").split("\n## 代码里的名字")[1].split("\n")
    cells = [line.strip("|").split("|") for line in lines if line.startswith("| ")][1:]
    return [[re.findall(r"`([^`]+)`", cell) for cell in row[1:]] for row in cells]


def words(names):
    """Return every identifier in `names`."""
    return {word for name in names for word in re.findall(r"[A-Za-z_]\w*", name)} - {"nn", "F", "model", "X", "True", "d", "h"}


def parameters(*things):
    """Return the names of the parameters of functions and constructors."""
    return {name for thing in things for name in inspect.signature(thing).parameters}


OURS = (
    parameters(numpy_nn.Adam, numpy_nn.Dense, numpy_nn.Dense.forward, accounting.GPTConfig, accounting.LlamaConfig)
    | parameters(MultiHeadAttention)
    | set(numpy_nn.__all__)
    | {"params", "W", "forward"}
)
TORCH = (
    parameters(torch.optim.Adam, nn.Linear, nn.TransformerEncoder, nn.TransformerEncoderLayer, nn.MultiheadAttention, nn.Embedding)
    | set(dir(nn))
    | set(dir(nn.Linear(1, 1)))
    | set(dir(nn.functional))
)
HUGGING_FACE = (
    set(transformers.LlamaConfig().to_dict())
    | parameters(transformers.GPT2Config, transformers.TrainingArguments, transformers.LlamaModel.forward)
)


@pytest.mark.parametrize(("column", "known"), [(0, OURS), (1, TORCH), (2, HUGGING_FACE)], ids=["ours", "torch", "transformers"])
def test_every_name_exists(column, known):
    said = {word for row in rows() for word in words(row[column])}
    assert len(said) > 8
    assert said <= known, f"not a name there: {sorted(said - known)}"
