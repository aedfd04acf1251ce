"""Files that are no delimited text, known by their first bytes: refused with what to do, rather than read as gibberish."""

from __future__ import annotations

from typing import Final

from must.core.common.fault_list import FaultList

ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""The container of Office files up to 2003, and of newer ones that have a password."""

OTHERS: Final = {
    b"%PDF": "PDF",
    b"{\\rtf": "RTF",
    b"\x1f\x8b": "gzip",
    b"7z\xbc\xaf\x27\x1c": "7-Zip",
    b"Rar!": "RAR",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"-----BEGIN PGP": "PGP",
}
_UTF8_MARK: Final = b"\xef\xbb\xbf"
_BEGINNING: Final = 64
"""Bytes in which a file in a markup language must begin."""


def is_zip(content: bytes) -> bool:
    """Whether a file is a zip archive, as Excel workbooks are."""
    return content.startswith(ZIP)


def refuse_foreign(content: bytes, faults: FaultList) -> None:
    """Raises Refusal where a file is of a kind that no reader of ours takes.

    Many systems call a web page or an XML file ".xls", and Excel opens it without a word.
    """
    if content.startswith(OLD_OFFICE):
        _refuse_old_office(content, faults)
    for beginning, name in OTHERS.items():
        if content.startswith(beginning):
            faults.refuse("file.other_format", format=name)
    beginning = content[:_BEGINNING].removeprefix(_UTF8_MARK).lstrip().lower()
    if beginning.startswith(b"<?xml"):
        faults.refuse("file.other_format", format="XML")
    if beginning.startswith((b"<html", b"<!doctype", b"<table", b"<head", b"<meta", b"<style")):
        faults.refuse("file.other_format", format="HTML")


def _refuse_old_office(content: bytes, faults: FaultList) -> None:
    if "EncryptedPackage".encode("utf-16-le") in content:
        faults.refuse("file.encrypted")
    if "Workbook".encode("utf-16-le") in content or "Book\0".encode("utf-16-le") in content:
        faults.refuse("file.old_workbook")
    faults.refuse("file.other_format", format="Office 97–2003")
