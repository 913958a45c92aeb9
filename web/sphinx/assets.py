"""No page asks another server for anything: vendored files lie beside the pages, what loads from outside is dropped."""

from sphinx.errors import ExtensionError
from sphinxcontrib.mermaid import mermaid

from web import vendor


def _fetch(app):
    if app.builder.format == "html":
        try:
            vendor.node_modules()  # before the long part of the build, so that a missing network is told at once
        except vendor.VendorError as error:
            raise ExtensionError(str(error)) from None


def _install(app, exception):
    if exception is None and app.builder.format == "html":
        vendor.install(app.outdir)


def _is_thebe(asset):
    """sphinx-thebe comes with Jupyter Book, loads from a CDN, and puts its scripts on each page twice."""
    body = getattr(asset, "attributes", {}).get("body") or ""
    return "THEBE_JS_URL" in body or "thebe" in str(getattr(asset, "filename", asset))


def _is_mermaids(asset):
    """sphinxcontrib-mermaid's script is a module, which a browser does not load from a folder (file://)."""
    body = getattr(asset, "attributes", {}).get("body") or ""
    return "mermaid" in body


def _diagrams(app, pagename, templatename, context, doctree):
    """Mermaid, 2.5 MB, only where there is a diagram."""
    if doctree is not None and next(doctree.findall(mermaid), None) is not None:
        for address in ("../vendor/mermaid/mermaid.tiny.js", "diagrams.js"):
            app.add_js_file(address, loading_method="defer")


def _tidy(app, pagename, templatename, context, doctree):
    for kind in ("script_files", "css_files"):
        kept, seen = [], set()
        for asset in context.get(kind, []):
            key = (str(getattr(asset, "filename", asset)), getattr(asset, "attributes", {}).get("body"))
            if not _is_thebe(asset) and not _is_mermaids(asset) and key not in seen:
                seen.add(key)
                kept.append(asset)
        context[kind] = kept


def setup(app):
    app.connect("builder-inited", _fetch)
    app.connect("html-page-context", _diagrams, priority=850)
    app.connect("html-page-context", _tidy, priority=900)
    app.connect("build-finished", _install)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
