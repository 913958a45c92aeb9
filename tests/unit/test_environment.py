"""The lock, environment.yml, pyproject.toml and requirements.in say the same thing."""

import importlib.metadata
import json
import platform
import re
import subprocess
import sys
from pathlib import Path

import pytest
import tomllib
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools import lock as lock_tool

ROOT = Path(__file__).resolve().parents[2]
SYSTEMS = {
    "Linux": {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": "x86_64"},
    "Linux ARM": {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": "aarch64"},
    "macOS": {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix", "platform_machine": "arm64"},
    "Windows": {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "platform_machine": "AMD64"},
}
PYTHON = {"python_version": "3.11", "python_full_version": "3.11.9", "implementation_name": "cpython",
          "platform_python_implementation": "CPython", "extra": ""}


def requirements(name):
    lines = ROOT.joinpath(name).read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if line.strip() and not line.startswith("#")]


def locked_for(system):
    """Name -> version of what the lock installs on a system."""
    environment = {**PYTHON, **SYSTEMS[system]}
    applying = [r for r in requirements("requirements.txt") if r.marker is None or r.marker.evaluate(environment)]
    names = [canonicalize_name(r.name) for r in applying]
    assert len(names) == len(set(names)), f"two versions of one package on {system}"
    return {name: next(iter(r.specifier)).version for name, r in zip(names, applying, strict=True)}


def test_the_lock_pins_each_package_at_exactly_one_version():
    for requirement in requirements("requirements.txt"):
        assert re.fullmatch(r"==[^*,+]+", str(requirement.specifier)), f"{requirement} is not one version"


@pytest.mark.parametrize("system", SYSTEMS)
def test_each_requirement_is_locked_on_each_system(system):
    locked, environment = locked_for(system), {**PYTHON, **SYSTEMS[system]}
    project = tomllib.loads(ROOT.joinpath("pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    declared = [*project["dependencies"], *extras["torch"], *extras["all"]]
    for requirement in requirements("requirements.in") + [Requirement(text) for text in declared]:
        if requirement.name == "largemodels" or (requirement.marker and not requirement.marker.evaluate(environment)):
            continue
        version = locked.get(canonicalize_name(requirement.name))
        assert version is not None, f"{requirement} is not in the lock for {system}"
        assert requirement.specifier.contains(version), f"{requirement} is locked at {version}"


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_lock_is_complete(system):
    """pip installs it without resolving, so whatever an installed package asks for must be there, for each system."""
    locked, environment = locked_for(system), {**PYTHON, **SYSTEMS[system]}
    missing = []
    for name in locked:
        try:
            needs = importlib.metadata.distribution(name).requires or []
        except importlib.metadata.PackageNotFoundError:
            continue  # another system's
        for need in map(Requirement, needs):
            if need.marker and not need.marker.evaluate(environment):
                continue
            other = canonicalize_name(need.name)
            if not lock_tool.CUDA.match(other) and (other not in locked or not need.specifier.contains(locked[other])):
                missing.append(f"{name} needs {need}, locked: {locked.get(other)}")
    assert not missing, missing


def test_what_is_installed_here_is_the_lock():
    system = {"linux": "Linux", "darwin": "macOS", "win32": "Windows"}[sys.platform]
    if platform.machine() == "aarch64":
        system = "Linux ARM"
    locked = locked_for(system)
    installed = {name: importlib.metadata.version(name).split("+")[0] for name in locked}
    assert installed == locked


@pytest.mark.parametrize(("system", "name"), [
    ("Linux", "tensorflow-cpu"), ("Windows", "tensorflow-cpu"), ("Linux ARM", "tensorflow"), ("macOS", "tensorflow"),
])
def test_the_tensorflow_of_each_system_is_one_that_has_wheels_there(system, name):
    assert {"tensorflow", "tensorflow-cpu"} & locked_for(system).keys() == {name}


def test_git_keeps_the_same_bytes_on_every_system():
    text = ROOT.joinpath(".gitattributes").read_text(encoding="utf-8")
    assert {"* text=auto eol=lf", "*.ipynb text eol=lf", "*.png binary"} <= set(text.splitlines())


def test_no_cuda_in_the_lock_and_it_is_in_order():
    text = ROOT.joinpath("requirements.txt").read_text(encoding="utf-8")
    assert lock_tool.tidy(text) == text
    names = [canonicalize_name(r.name) for r in requirements("requirements.txt")]
    assert names == sorted(names)


def test_tidy_leaves_out_comments_options_and_cuda():
    compiled = "# by uv\n--find-links /x\ntorch==2.13.0\n    # via y\nnvidia-nccl==2 ; x\ntriton==3\n"
    assert lock_tool.tidy(compiled) == lock_tool.HEADER + "torch==2.13.0\n"


def conda():
    return yaml.safe_load(ROOT.joinpath("environment.yml").read_text(encoding="utf-8"))


def test_conda_and_binder_install_the_lock_and_pin_nothing_else():
    dependencies = conda()["dependencies"]
    assert [d for d in dependencies if isinstance(d, str)] == ["python=3.11", "pip"]
    (pip,) = [d["pip"] for d in dependencies if isinstance(d, dict)]
    assert pip == ["--extra-index-url https://download.pytorch.org/whl/cpu", "-r requirements.txt", "-e ."]


def test_one_python_everywhere():
    from tools.install import PYTHON as needed

    dotted = ".".join(map(str, needed))
    assert f"python={dotted}" in conda()["dependencies"]
    for workflow in ROOT.glob(".github/workflows/*.yml"):
        for version in re.findall(r"python-version: *['\"]?([\d.]+)", workflow.read_text(encoding="utf-8")):
            assert version == dotted, workflow.name


def test_repo2docker_accepts_the_repository():
    command = [sys.executable, "-m", "repo2docker", "--no-build", "--debug", str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=120)
    dockerfile = done.stdout + done.stderr
    assert done.returncode == 0, dockerfile[-2000:]
    assert "Building conda environment for python=3.11" in dockerfile
    # The whole repository is copied before the environment is made: the file refers to it.
    assert dockerfile.index("src/ ${REPO_DIR}") < dockerfile.index("env update")


def test_a_page_imports_nothing_beyond_the_extra_all():
    """On Colab and Binder a page has what `largemodels[all]` brings, and no more."""
    project = tomllib.loads(ROOT.joinpath("pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = project["dependencies"] + [r for extra in project["optional-dependencies"].values() for r in extra]
    module_of = {"scikit-learn": "sklearn", "scikit-image": "skimage", "pillow": "PIL", "ipython": "IPython"}
    provided = {module_of.get(Requirement(text).name, Requirement(text).name) for text in declared}
    for path in ROOT.glob("chapters/*/[!.]*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "code")
        imported = set(re.findall(r"^\s*(?:from|import) (\w+)", code, re.MULTILINE)) - set(sys.stdlib_module_names)
        assert imported <= provided, f"{path.name}: {imported - provided}"
