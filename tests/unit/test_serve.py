"""tools/serve.py shows the built site, to this computer alone."""

import contextlib
import threading
import urllib.request

from tools.serve import server


@contextlib.contextmanager
def serving(port, site):
    with server(port, site) as http_server:
        threading.Thread(target=http_server.serve_forever, daemon=True).start()
        yield http_server
        http_server.shutdown()


def test_pages_and_modules_are_served_fresh(tmp_path):
    (tmp_path / "index.html").write_text("<p>你好</p>", encoding="utf-8")
    (tmp_path / "mermaid.mjs").write_text("export {}", encoding="utf-8")
    with serving(0, tmp_path) as http_server:
        assert http_server.server_address[0] == "127.0.0.1"
        address = f"http://127.0.0.1:{http_server.server_port}"
        with urllib.request.urlopen(f"{address}/") as page:
            assert "你好" in page.read().decode("utf-8")
            assert page.headers["Cache-Control"] == "no-store"
        with urllib.request.urlopen(f"{address}/mermaid.mjs") as module:  # browsers refuse a module of another type
            assert module.headers["Content-Type"] == "text/javascript"


def test_a_taken_port_is_replaced_by_a_free_one(tmp_path):
    with serving(0, tmp_path) as first, serving(first.server_port, tmp_path) as second:
        assert second.server_port != first.server_port
