"""The reader of Epoch AI's table: every cell is understood, or named."""

import csv
import math

import numpy as np
import pytest

from largemodels.data import DatasetUnavailable, NotableModels, load_notable_models, notable_models

ROW = {
    "Model": "Toy\n",
    "Organization": "A,B",
    "Publication date": "2020-07-02",
    "Domain": "Language",
    "Parameters": "174600000000.0",
    "Training compute (FLOP)": "3.14e+23",
    "Training dataset size (gradients)": "",
    "Confidence": "Confident",
    "Notability criteria": "SOTA improvement",
    "Frontier model": "True",
}


@pytest.fixture
def read(tmp_path):
    def read(*rows, columns=tuple(ROW)):
        path = tmp_path / "table.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(rows)
        return notable_models.read_notable_models(path)

    return read


def test_a_row(read):
    table = read(ROW, ROW | {"Model": "Older", "Publication date": "1950-01-01", "Frontier model": ""})
    assert table.model.tolist() == ["Older", "Toy"]  # stripped, in order of publication
    assert table.year.tolist() == [1950.0, 2020.5]
    assert table.parameters.tolist() == [1.746e11, 1.746e11]
    assert np.isnan(table.data).all()
    assert table.frontier.tolist() == [False, True]
    assert table.frontier.dtype == bool


@pytest.mark.parametrize(
    ("text", "number"),
    [("3.14e+23", 3.14e23), (" 7 ", 7.0), ("", math.nan), ("\n", math.nan), ("14,14.0", 14.0), ("22,29", math.nan)],
)
def test_numbers(text, number):
    assert notable_models.parse_number(text) == pytest.approx(number, nan_ok=True, rel=0)


@pytest.mark.parametrize("text", ["7B", "1e9 or so", "-3", "0", "inf", "nan", "1,", "1;2"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ValueError, match="expected a"):
        notable_models.parse_number(text)


@pytest.mark.parametrize(
    ("column", "text", "message"),
    [
        ("Parameters", "about 7B", "row 'Toy': expected a number or nothing, got 'about 7B'"),
        ("Publication date", "May 2020", "row 'Toy': expected a date such as 2020-05-28, got 'May 2020'"),
        ("Publication date", "", "row 'Toy': expected a date"),
        ("Confidence", "Sure", "Confidence must be one of"),
        ("Frontier model", "yes", "Frontier model must be True or empty"),
    ],
)
def test_a_bad_cell_is_named(read, column, text, message):
    with pytest.raises(ValueError, match=message):
        read(ROW | {column: text})


def test_a_missing_column_is_named(read):
    with pytest.raises(ValueError, match="no column Confidence, Parameters"):
        read(ROW, columns=[c for c in ROW if c not in ("Parameters", "Confidence")])


def test_where(read):
    table = read(ROW, ROW | {"Model": "Other", "Frontier model": ""})
    chosen = table.where(table.frontier)
    assert isinstance(chosen, NotableModels)
    assert chosen.model.tolist() == ["Toy"]
    for mask in ([True], [1, 0], np.array([0, 1])):
        with pytest.raises(ValueError, match="mask must be 2 booleans"):
            table.where(mask)


@pytest.fixture(scope="module")
def table():
    try:
        return load_notable_models()
    except DatasetUnavailable as error:
        pytest.skip(str(error))


def test_the_edition(table):
    assert len(table) == 976
    assert len(set(table.model)) == 976
    assert (np.diff(table.year) >= 0).all()
    assert 1950 < table.year[0] < table.year[-1] < 2026
    both = np.isfinite(table.parameters) & np.isfinite(table.compute)
    assert np.isfinite(table.parameters).sum() == 679
    assert np.isfinite(table.compute).sum() == 515
    assert np.isfinite(table.data).sum() == 658  # 660 cells are filled; two of them hold numbers at odds
    assert both.sum() == 451
    assert table.frontier.sum() == 123


@pytest.mark.parametrize(
    ("model", "parameters", "compute"),
    [
        ("GPT-3 175B (davinci)", 1.746e11, 3.14e23),
        ("Chinchilla", 7.0e10, 5.76e23),
        ("AlexNet", 6.0e7, 4.7e17),
        ("Llama 3.1-405B", 4.05e11, 3.8e25),
    ],
)
def test_known_models(table, model, parameters, compute):
    (row,) = np.flatnonzero(table.model == model)
    assert (table.parameters[row], table.compute[row]) == (parameters, compute)
