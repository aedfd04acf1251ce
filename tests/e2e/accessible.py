"""What accessible pages keep to, beyond axe, asked of a page in a real browser; and a page as a screen reader gets it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from difflib import unified_diff
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SCRIPT = Path(__file__).with_name("accessible.js")
READINGS = Path(__file__).with_name("readings")
SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-block-end: 2em !important }"""
"""WCAG 1.4.12, all at once."""
LARGE = ":root { font-size: 200% !important }"
ZOOMED = {"width": 320, "height": 256}
"""A window of 1280 × 1024 at 400 %."""

Complaints = list[str]


def complaints(page: Page, *, walk: bool = True) -> Complaints:
    """Everything that is wrong with a page, whatever its window. walk: also press Tab through all of it."""
    before = page.viewport_size
    assert before is not None
    page.evaluate(SCRIPT.read_text("utf-8"))
    found = [*_ask(page, "structure"), *_moving(page), *_forced(page)]
    found += [f"at 400 %: {each}" for each in _room_at(page, ZOOMED, "")]
    found += [f"at 400 %: {each}" for each in (tabbed(page) if walk else [])]
    found += [f"spaced: {each}" for each in _room_at(page, {"width": 360, "height": 740}, SPACING)]
    found += _ask(page, "targets")
    found += [f"large: {each}" for width in (640, 1280) for each in _room_at(page, {"width": width, "height": 900}, LARGE)]
    page.evaluate("accessible.withStyle('')")
    page.set_viewport_size(before)
    return found


def tabbed(page: Page) -> Complaints:
    """Press Tab from the top of the page to its end: the order, and each stop seen and marked. Then it leaves the page: no trap."""
    stops, found = page.evaluate("accessible.prepareWalk()"), list[str]()
    assert stops > 3, "there is something to reach"
    for at in range(stops):
        page.keyboard.press("Tab")
        if wrong := page.evaluate("at => accessible.stop(at)", at):
            return [*found, *wrong]
    page.keyboard.press("Tab")
    return found if page.evaluate("!expectedStops.slice(1).includes(document.activeElement)") else ["the focus can't leave"]


def _ask(page: Page, what: str) -> Complaints:
    found: Complaints = page.evaluate(f"accessible.{what}()")
    return found


def _room_at(page: Page, size: Mapping[str, int], style: str) -> Complaints:
    page.set_viewport_size({"width": size["width"], "height": size["height"]})
    page.evaluate("style => accessible.withStyle(style)", style)
    found = _ask(page, "room")
    page.evaluate("accessible.withStyle('')")
    return found


def _moving(page: Page) -> Complaints:
    page.emulate_media(reduced_motion="reduce")
    found = _ask(page, "moves")
    page.emulate_media(reduced_motion="no-preference")
    return found


def _forced(page: Page) -> Complaints:
    page.evaluate("document.activeElement.blur()")
    page.emulate_media(forced_colors="active")
    found = [f"forced colours: {each}" for each in _ask(page, "forced")]
    page.emulate_media(forced_colors="none")
    return found


CHANGING: Mapping[str, str] = {r"\b[0-9A-Z]{5}-[0-9A-Z]{5}\b": "XXXXX-XXXXX", r"\b(kl\.|at)\s\d\d[.:]\d\d\b": r"\1 …"}
"""What differs from run to run: the code, and times."""

Node = Mapping[str, Any]


def reading(page: Page) -> str:
    """The page's accessibility tree, as the browser hands it to screen readers, a line for what they say in one go."""
    session = page.context.new_cdp_session(page)
    nodes = {node["nodeId"]: node for node in session.send("Accessibility.getFullAXTree")["nodes"]}
    session.detach()
    root = next(node for node in nodes.values() if "parentId" not in node)
    words = "\n".join(["  " * depth + line.rstrip() for depth, line in _lines(root, nodes, 0)]) + "\n"
    for pattern, instead in CHANGING.items():
        words = re.sub(pattern, instead, words)
    return words


def misread(page: Page, name: str) -> Complaints:
    """Compare with the text that was read and found good. Where there is none yet, it is written, for somebody to read."""
    file, now = READINGS / f"{name}.txt", reading(page)
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(now, "utf-8")
        return [f"{file} is new: read it aloud, and commit it if that is what a blind participant should hear"]
    before, after = file.read_text("utf-8").splitlines(), now.splitlines()
    if before == after:
        return []
    return ["\n".join([f"delete {file} to have it written anew", *unified_diff(before, after, lineterm="")])]


def groups(page: Page) -> list[tuple[str, list[str]]]:
    """The questions as a screen reader gets them: the group's name, and the names of its radio buttons."""
    found, line = list[tuple[str, list[str]]](), re.compile(r"\s*(group|radio): (.*?)(?: \(.*\))?$")
    for each in reading(page).splitlines():
        if match := line.match(each):
            kind, name = match.groups()
            found.append((name, [])) if kind == "group" else found[-1][1].append(name)
    return [(name, radios) for name, radios in found if radios]


SAID_WHOLE = {"heading", "link", "button", "radio", "checkbox", "textbox", "DisclosureTriangle"}
CONTAINERS = {"banner", "navigation", "main", "contentinfo", "group", "region", "list", "alert", "status", "form", "article"}
PASSED_OVER = {"Legend", "ListMarker", "InlineTextBox"}


def _lines(node: Node, nodes: Mapping[str, Node], depth: int) -> Iterator[tuple[int, str]]:
    role, name = _value(node, "role"), _value(node, "name")
    if role in PASSED_OVER:
        return
    if role == "RootWebArea":
        yield depth, f"page: {name}"
    elif role == "StaticText":
        yield depth, f"text: {name}"
        return
    elif role in SAID_WHOLE:
        yield depth, f"{role.replace('DisclosureTriangle', 'disclosure')}: {name}{_state(node, nodes)}"
        return
    elif role in CONTAINERS and not node["ignored"]:
        yield depth, f"{role}: {name}" if name else role
        depth += 1
    children = [nodes[each] for each in node["childIds"] if each in nodes]
    yield from _joined(role, [line for child in children for line in _lines(child, nodes, depth)])


def _joined(role: str, lines: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """A label's words are its control's name; words of one paragraph or list item are said in one go."""
    if role == "LabelText":
        return [line for line in lines if not line[1].startswith("text: ")]
    if role in {"paragraph", "listitem"} and lines and all(words.startswith("text: ") for _, words in lines):
        kind = "item" if role == "listitem" else "text"
        return [(lines[0][0], f"{kind}: {' '.join(words.removeprefix('text: ').strip() for _, words in lines)}")]
    return lines


def _state(node: Node, nodes: Mapping[str, Node]) -> str:
    properties = {each["name"]: each["value"].get("value") for each in node.get("properties", [])}
    said = []
    if (level := properties.get("level")) and _value(node, "role") == "heading":
        said.append(f"level {level}")
    if "checked" in properties:
        said.append("checked" if properties["checked"] == "true" else "not checked")
    if _value(node, "role") == "radio":
        said.append(_place(node, nodes))
    for name, words in {"invalid": "invalid", "expanded": "expanded", "required": "required"}.items():
        if properties.get(name) not in (None, False, "false"):
            said.append(words)
    if description := _value(node, "description"):
        said.append(f"described: {description}")
    return f" ({', '.join(said)})" if said else ""


def _place(node: Node, nodes: Mapping[str, Node]) -> str:
    """Native radio buttons of a group are counted by the browser: "2 of 5"."""
    group = _up(node, nodes, lambda each: _value(each, "role") == "group")
    radios = [each["nodeId"] for each in _down(group, nodes) if _value(each, "role") == "radio"]
    return f"{radios.index(node['nodeId']) + 1} of {len(radios)}"


def _up(node: Node, nodes: Mapping[str, Node], wanted: Callable[[Node], bool]) -> Node:
    while not wanted(node):
        node = nodes[node["parentId"]]
    return node


def _down(node: Node, nodes: Mapping[str, Node]) -> Iterator[Node]:
    yield node
    for each in node["childIds"]:
        yield from _down(nodes[each], nodes)


def _value(node: Node, name: str) -> str:
    return str(node.get(name, {}).get("value", ""))
