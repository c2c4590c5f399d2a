"""The best form of an object for a notebook or a terminal."""

import base64
import io

FORMS = [
    ("_repr_png_", "image/png"),
    ("_repr_jpeg_", "image/jpeg"),
    ("_repr_svg_", "image/svg+xml"),
    ("_repr_html_", "text/html"),
    ("_repr_markdown_", "text/markdown"),
    ("_repr_latex_", "text/latex"),
]


def display(subject):
    """The bytes and their mime type."""
    for method, kind in FORMS:
        form = getattr(type(subject), method, None)
        data = form(subject) if form is not None else None
        if isinstance(data, tuple):
            data = data[0]
        if isinstance(data, str) and kind in ("image/png", "image/jpeg"):
            data = base64.b64decode(data)
        if data is not None:
            return (data.encode() if isinstance(data, str) else bytes(data)), kind
    if hasattr(subject, "savefig"):
        file = io.BytesIO()
        subject.savefig(file, format="png")
        return file.getvalue(), "image/png"
    if hasattr(getattr(subject, "figure", None), "savefig"):
        return display(subject.figure)
    return repr(subject).encode("utf-8", "backslashreplace"), "text/plain"
