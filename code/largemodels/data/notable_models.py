"""Epoch AI's table of notable machine-learning models, 1950 to 2025, as arrays.

One row per model, edition of 2026-01-26, CC BY 4.0, credit "Data: Epoch AI (epoch.ai)". The
file holds text throughout; what this reader makes of it is said in `load_notable_models`.

Left out: the 34 columns that the book does not use (notes, hardware, cost, authors …).
"""

import csv
import datetime
import math
from dataclasses import dataclass, fields

import numpy as np

from .fetch import fetch

CONFIDENCES = ("Confident", "Likely", "Speculative", "Unknown", "")
"""How sure Epoch AI is of the numbers of a row; empty where it does not say."""

_COLUMNS = {
    "model": "Model",
    "organization": "Organization",
    "published": "Publication date",
    "domain": "Domain",
    "parameters": "Parameters",
    "compute": "Training compute (FLOP)",
    "data": "Training dataset size (gradients)",
    "confidence": "Confidence",
    "notability": "Notability criteria",
    "frontier": "Frontier model",
}


@dataclass(frozen=True)
class NotableModels:
    """One array of length n for each column, in order of publication."""

    model: np.ndarray
    """Name, str."""
    organization: np.ndarray
    """Those that made it, separated by commas, str."""
    year: np.ndarray
    """Date of publication as a number: 2020.5 is the middle of 2020."""
    domain: np.ndarray
    """``"Language"``, ``"Vision"`` …, separated by commas, str."""
    parameters: np.ndarray
    """How many; NaN where unknown. All of them, also of a mixture of experts."""
    compute: np.ndarray
    """Floating-point operations of the training; NaN where unknown."""
    data: np.ndarray
    """Data points that gave a gradient: tokens, images, moves … by domain; NaN where unknown."""
    confidence: np.ndarray
    """One of `CONFIDENCES`, str."""
    notability: np.ndarray
    """Why the model is in the table, reasons separated by commas, str."""
    frontier: np.ndarray
    """bool, whether Epoch AI marks it as among the largest trainings of its time."""

    def __len__(self):
        return len(self.model)

    def where(self, mask):
        """Return the rows that the boolean array `mask`, of length n, selects."""
        mask = np.asarray(mask)
        if mask.dtype != bool or mask.shape != (len(self),):
            raise ValueError(f"mask must be {len(self)} booleans, got {mask.dtype} of shape {mask.shape}")
        return NotableModels(**{field.name: getattr(self, field.name)[mask] for field in fields(self)})


def load_notable_models():
    """Load Epoch AI's notable models, cleaned.

    Returns
    -------
    NotableModels
        976 rows. Names are stripped (some end in a line break). A number that is not given is NaN.
        Where a cell holds several numbers, they count if they agree, and are NaN if they do not:
        which one is meant cannot be told (two cells of the edition).

    Raises
    ------
    DatasetUnavailable
        If the file is neither cached nor to be had.
    ValueError
        If a cell cannot be read; the message names the row and the column.

    Notes
    -----
    Taught on page 1. Source: Epoch AI, Notable AI Models, edition of 2026-01-26.
    """
    return read_notable_models(fetch("epoch-notable-models", "notable-ai-models.csv"))


def read_notable_models(path):
    """Return the NotableModels in the CSV file `path`."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        missing = set(_COLUMNS.values()) - set(reader.fieldnames or ())
        if missing:
            raise ValueError(f"{path}: no column {', '.join(sorted(missing))}")
        rows = [{key: (row[name] or "").strip() for key, name in _COLUMNS.items()} for row in reader]
    parsed = [_parse(row) for row in rows]
    parsed.sort(key=lambda row: row["year"])  # stable: rows of one day stay as the file has them
    columns = {field.name: [row[field.name] for row in parsed] for field in fields(NotableModels)}
    kinds = {"year": float, "parameters": float, "compute": float, "data": float, "frontier": bool}
    return NotableModels(**{name: np.array(values, kinds.get(name, str)) for name, values in columns.items()})


def _parse(row):
    try:
        numbers = {key: parse_number(row[key]) for key in ("parameters", "compute", "data")}
        year = parse_date(row["published"])
    except ValueError as error:
        raise ValueError(f"row {row['model']!r}: {error}") from error
    if row["confidence"] not in CONFIDENCES:
        raise ValueError(f"row {row['model']!r}: Confidence must be one of {CONFIDENCES}, got {row['confidence']!r}")
    if row["frontier"] not in ("True", ""):
        raise ValueError(f"row {row['model']!r}: Frontier model must be True or empty, got {row['frontier']!r}")
    return row | numbers | {"year": year, "frontier": row["frontier"] == "True"}


def parse_number(text):
    """Return the positive number that `text` holds; NaN if it is empty or holds several that differ."""
    if not text.strip():
        return math.nan
    try:
        values = {float(part) for part in text.split(",")}
    except ValueError:
        raise ValueError(f"expected a number or nothing, got {text!r}") from None
    if not all(0 < value < math.inf for value in values):
        raise ValueError(f"expected a positive, finite number, got {text!r}")
    return values.pop() if len(values) == 1 else math.nan


def parse_date(text):
    """Return the date ``"2020-07-02"`` as a number of years, 2020.5."""
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"expected a date such as 2020-05-28, got {text!r}") from None
    start, end = datetime.date(day.year, 1, 1), datetime.date(day.year + 1, 1, 1)
    return day.year + (day - start).days / (end - start).days
