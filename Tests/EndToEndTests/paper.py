"""Reads PDF files back with poppler, which shares no code with what wrote them."""

import re
import subprocess
import unicodedata


def text_of(pdf, *options):
    """The text of a PDF, page breaks as form feeds."""
    return subprocess.run(
        ["pdftotext", *options, "-enc", "UTF-8", "-", "-"],
        input=pdf, capture_output=True, check=True,
    ).stdout.decode()  # fmt: skip


def pages_of(pdf):
    """The text of each page, as it is laid out."""
    return text_of(pdf, "-layout").split("\f")[:-1]


def folded(text):
    """Letters alone, in compatibility form: where lines break does not count."""
    return re.sub(r"[\s\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", unicodedata.normalize("NFKC", text))
