"""An environment that holds what its `pip install` was asked for and nothing else, made without a download.

The environment's pip is a small stand-in: it links the distributions asked for, and what they require, from the
environment that runs the tests, which holds all of them at the versions of the lock. What a page forgets to ask for is
therefore missing, as it would be with the real pip; what the lock holds need not be fetched again.
"""

import os
import shutil
import sys
import venv
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

PIP = """\
import sys
sys.path.insert(0, {tests!r})
from tests.web.linked_env import install
arguments = [word for word in sys.argv[1:] if not word.startswith("-")]
assert arguments[0] == "install", arguments
install(arguments[1:], {packages!r}, {lock!r})
"""


def create(folder: Path, *requirements: str) -> Path:
    """Make the environment in `folder`, with `requirements` in it; returns its python."""
    venv.create(folder, with_pip=False, symlinks=os.name != "nt")
    packages = packages_of(folder)
    (packages / "pip").mkdir()
    root, lock = Path(__file__).resolve().parents[2], _site_packages()
    (packages / "pip" / "__init__.py").write_text("", encoding="utf-8")
    text = PIP.format(tests=str(root), packages=str(packages), lock=str(lock))
    (packages / "pip" / "__main__.py").write_text(text, encoding="utf-8")
    install([*requirements, "packaging"], packages, lock)
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def packages_of(folder: Path, system: str = os.name) -> Path:
    """The folder of an environment's packages, on the system that os.name calls `system`."""
    if system == "nt":
        return folder / "Lib" / "site-packages"
    return next((folder / "lib").glob("python*")) / "site-packages"


def _site_packages() -> Path:
    return Path(metadata.distribution("packaging").locate_file(""))


def install(requirements, packages, lock):
    """Link the distributions that satisfy `requirements`, with all they require, from `lock` into `packages`."""
    found = {_key(d.name): d for d in metadata.distributions(path=[str(lock)])}
    wanted, done = [_requirement(text) for text in requirements], set()
    while wanted:
        requirement = wanted.pop()
        key = (_key(requirement.name), frozenset(requirement.extras))
        if key in done:
            continue
        done.add(key)
        # The CPU build of TensorFlow has a name of its own.
        distribution = found.get(key[0]) or found.get(f"{key[0]}-cpu")
        if distribution is None:
            raise SystemExit(f"the lock holds no {requirement.name}")
        if distribution.version not in requirement.specifier:
            raise SystemExit(f"the lock holds {distribution.name} {distribution.version}, not {requirement}")
        _link(distribution, Path(packages), Path(lock))
        for text in distribution.requires or []:
            further = Requirement(text)
            extras = requirement.extras or {""}
            if not further.marker or any(further.marker.evaluate({"extra": extra}) for extra in extras):
                wanted.append(further)


def _requirement(text: str) -> Requirement:
    """`text` as pip reads it; a folder or an address is the package of this repository."""
    return Requirement("largemodels") if {"/", "\\"} & set(text) and "@" not in text else Requirement(text)


def _key(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")


def _link(distribution, packages: Path, lock: Path):
    if _key(distribution.name) == "largemodels":
        source = Path(__file__).resolve().parents[2] / "code" / "largemodels"
        _symlink(packages / "largemodels", source)
        return
    for top in {file.parts[0] for file in distribution.files or [] if file.parts[0] not in ("..", "__pycache__")}:
        _link_tree(packages / top, lock / top, distribution)


def _link_tree(target: Path, source: Path, distribution):
    """Link a folder or module; a folder that several distributions share is linked entry by entry."""
    if target.is_symlink() and target.resolve() != source.resolve() or (target.is_dir() and not target.is_symlink()):
        if target.is_dir():
            for entry in {file.parts[1] for file in distribution.files if file.parts[0] == source.name and len(file.parts) > 1}:
                _symlink(target / entry, source / entry)
        return
    if source.is_dir() and not (source / "__init__.py").is_file() and not source.name.endswith(".dist-info"):
        target.mkdir(exist_ok=True)
        _link_tree(target, source, distribution)
        return
    _symlink(target, source)


def _symlink(target: Path, source: Path):
    if not source.exists() or target.exists():
        return
    if os.name != "nt":
        target.symlink_to(source, target_is_directory=source.is_dir())
    elif source.is_dir():  # on Windows a symbolic link takes a right that users lack; a junction does not
        import _winapi

        _winapi.CreateJunction(str(source), str(target))
    else:
        shutil.copy2(source, target)


if __name__ == "__main__":
    print(create(Path(sys.argv[1]), *sys.argv[2:]))
