"""Build the site: ``python -m web.build [--fresh]`` writes ``_build/html``.

This is ``jupyter-book build -W --keep-going .`` in one process with one difference: after a build with warnings nothing
is kept, so that the next one repeats them. Pages are read one after another: sphinx-proof cannot merge what several
processes have read.
"""

import argparse
import os
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main(argv=None) -> int:
    parser = argparse.ArgumentParser(prog="python -m web.build", description="Build the book's site into _build/html.")
    parser.add_argument("--fresh", action="store_true", help="read every page anew")
    parser.add_argument("--output", type=Path, default=ROOT / "_build" / "html")
    args = parser.parse_args(argv)

    from jupyter_book.sphinx import build_sphinx

    status = build_sphinx(
        ROOT,
        args.output.resolve(),
        noconfig=True,
        path_config=ROOT / "_config.yml",
        confoverrides={"external_toc_path": str(ROOT / "_toc.yml"), "latex_individualpages": False},
        warningiserror=True,
        keep_going=True,
        freshenv=args.fresh,
        quiet=True,
    )
    if status:  # or the next build would find the page unchanged, not read it again, and be silent
        shutil.rmtree(args.output.resolve().parent / ".doctrees", ignore_errors=True)
    if isinstance(status, Exception):
        print(f"The site could not be built: {status}", file=sys.stderr)
        return 1
    if not status:
        from tools.serve import address_of

        where = args.output.resolve()
        print(f"✓ 网站在 {where.relative_to(ROOT) if where.is_relative_to(ROOT) else where}：{address_of(os.name)}")
    return int(status)


if __name__ == "__main__":
    sys.exit(main())
