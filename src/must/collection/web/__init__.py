"""The collection zone's pages."""

from pathlib import Path

TEMPLATES = Path(__file__).parent / "jinja2"
