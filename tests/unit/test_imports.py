"""What is imported by importing: a room of NumPy brings no framework, and no package does by its name alone."""

import pkgutil
import subprocess
import sys

import pytest

import largemodels

FRAMEWORKS = ("torch", "tensorflow", "keras", "jax")
LIGHT = ("accounting", "book", "data", "metrics", "numpy_nn")
"""Rooms of which no module brings a framework; they are to run in a browser."""
PACKAGES = sorted(m.name for m in pkgutil.iter_modules(largemodels.__path__, "largemodels.") if m.ispkg)


def brought_by(names):
    """Return the frameworks that a fresh Python holds after importing `names`."""
    script = (
        f"import importlib, sys\nfor name in {names!r}:\n    importlib.import_module(name)\n"
        f"print(*(f for f in {FRAMEWORKS!r} if f in sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    return run.stdout.split()


@pytest.mark.parametrize("room", LIGHT)
def test_light_rooms(room):
    package = f"largemodels.{room}"
    folder = __import__(package, fromlist=["__path__"]).__path__
    assert brought_by([package, *(m.name for m in pkgutil.iter_modules(folder, package + "."))]) == []


def test_no_package_brings_a_framework_by_its_name_alone():
    assert {f"largemodels.{room}" for room in LIGHT} < set(PACKAGES)
    assert brought_by(["largemodels", *PACKAGES]) == []


def test_the_question_is_not_empty():
    assert brought_by(["largemodels.training.trainer"]) == ["torch"]
