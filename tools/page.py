"""For whoever writes a page: ``python -m tools.page PAGE`` executes it, lints it, compares it, builds it, weighs it."""

import argparse
import subprocess
import sys

from tools.execute_notebooks import ROOT, find, name_of


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="make page PAGE=…", description=__doc__)
    parser.add_argument("page", help="such as 4-3-xor")
    options = parser.parse_args(arguments)
    try:
        (path,) = find([options.page])
    except FileNotFoundError as error:
        parser.error(str(error))
    name = name_of(path)
    for words, command in {
        "执行": ["tools.execute_notebooks", name],
        "检查写法、练习与解答": ["pytest", "-q", "tests/notebooks/test_lint.py", "tests/notebooks/test_exercises.py", "-k", name],
        "再执行一遍，逐个输出比较": ["pytest", "-q", str(path)],
        "构建": ["web.build"],
        "称重": ["tools.weigh", name],
    }.items():
        print(f"== {words}", flush=True)
        status = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, check=False).returncode
        if status:
            print(f"✗ {name}：{words} 没有通过。改好以后再运行 make page PAGE={name}", file=sys.stderr)
            return status
    target = path.relative_to(ROOT).with_suffix(".html").as_posix()
    print(f"✓ {name}：make serve，然后打开 http://127.0.0.1:8000/{target}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
