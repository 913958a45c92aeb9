"""Serve the built site on this computer only: `python -m tools.serve [PORT]`."""

import functools
import http.server
import sys
from pathlib import Path

SITE = Path(__file__).resolve().parent.parent / "_build" / "html"


class Handler(http.server.SimpleHTTPRequestHandler):
    """Files as they are, never kept by the browser, so that a rebuilt page shows at once."""

    extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, ".mjs": "text/javascript"}

    def end_headers(self):
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *args):
        pass


def server(port: int = 8000, site: Path = SITE) -> http.server.ThreadingHTTPServer:
    """A server of `site` on 127.0.0.1, on `port` or, if that is taken, any free one."""
    handler = functools.partial(Handler, directory=str(site))
    try:
        return http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError:
        return http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)


def address_of(system: str) -> str:
    """How to read the site, on the system that os.name calls `system`: for the last line of a build."""
    return "用 " + (r".venv\Scripts\python -m tools.serve" if system == "nt" else "make serve") + " 在浏览器里读"


def main(argv):
    if not SITE.joinpath("index.html").exists():
        print("✗ 还没有网站，请先 make site（no site yet: make site）。", file=sys.stderr)
        return 1
    with server(int(argv[0]) if argv else 8000) as http_server:
        print(f"http://127.0.0.1:{http_server.server_port}/（按 Ctrl+C 停止）", flush=True)
        try:
            http_server.serve_forever()
        except KeyboardInterrupt:
            print()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
