"""`make disclosure`: docs/disclosure.md and its pictures, from the worked examples in tests/spec/disclosure.

The prose is tests/spec/disclosure/page.md; a line `{{example: name}}` or `{{attack: name}}` stands for what the tests prove. Nothing is
computed anew here but the pictures' sums: the tables are those that the tests compare with real publications.
"""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from tests.spec.disclosure.attacks import ATTACKS, Attack
from tests.spec.disclosure.every import EXAMPLES
from tests.spec.disclosure.example import Example, Table, label
from tests.spec.disclosure.outcome import FULL, HIDDEN, MEAN, SHOWN, Part, bare, parts, people_in, states
from tools.tree_pictures import Box, Comb, picture

PAGE: Final = Path("docs/disclosure.md")
PICTURES: Final = Path("docs/disclosure")
PROSE: Final = Path("tests/spec/disclosure/page.md")
PLACE: Final = re.compile(r"\{\{(example|attack): ([a-z0-9-]+)\}\}")
KINDS: Final[Mapping[str, str]] = {FULL: "full", MEAN: "mean", HIDDEN: "hidden"}


def documents() -> Mapping[Path, str]:
    """Everything that is generated, by path. Raises ValueError when an example or attack isn't placed exactly once."""
    return {PAGE: page(PROSE.read_text("utf-8"))} | {
        PICTURES / f"{name}.svg": drawing for example in EXAMPLES.values() for name, drawing in pictures(example).items()
    }


def page(prose: str) -> str:
    placed = sorted(PLACE.findall(prose))
    wanted = sorted([*(("example", name) for name in EXAMPLES), *(("attack", name) for name in ATTACKS)])
    if placed != wanted:
        raise ValueError(f"each example and attack has one place in {PROSE}: {set(placed) ^ set(wanted) or 'one has two'}")
    return PLACE.sub(lambda found: "\n".join(_PARTS[found[1]](found[2])), prose)


def example_lines(name: str) -> Iterator[str]:
    example = EXAMPLES[name]
    yield from (f"### {example.title}", "", example.why, "")
    if example.rules:
        yield from (f"With {', '.join(f'`{key}: {json.dumps(value)}`' for key, value in example.rules.items())}.", "")
    yield from ("*In:*", "", *table(example.survey, (*(topic.id for topic in example.topics), *example.groups)), "")
    for shown, caption in ((f"{name}-bare", "What a bare threshold of five would show"), (name, "What is published")):
        if shown in pictures(example):
            yield from (f"![{example.title}. {caption}.](disclosure/{shown}.svg)", "")
            tells = "" if shown == name else f" It tells: {'; '.join(example.told)}."
            yield from (f"*{caption}.{tells}*", "")
    if example.told and not example.drawn:
        yield from (f"A bare threshold of five would have told: *{'; '.join(example.told)}.*", "")
    yield from ("*Out:*", "", *table(example.report))


def table(rows: Table, answers: Container[str] = ()) -> Iterator[str]:
    """A table in Markdown. answers: the headings of columns that hold answers."""
    words = [f"answers: {heading}" if heading in answers else heading for heading in rows.headings]
    yield f"| {' | '.join(words)} |"
    yield "|" + "---|" * len(words)
    yield from (f"| {' | '.join(row.values())} |" for row in rows.rows)


def attack_lines(name: str) -> Iterator[str]:
    attack: Attack = ATTACKS[name]
    yield from (f"### {attack.title}", "", attack.tries, "", "```", *attack.told, "```", "", f"**Now:** {attack.stopped}")
    if attack.example:
        yield from ("", f"Worked example: [{EXAMPLES[attack.example].title}](#{anchor(EXAMPLES[attack.example].title)}).")


def anchor(title: str) -> str:
    """The anchor that a heading gets."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


_PARTS: Final = {"example": example_lines, "attack": attack_lines}


def pictures(example: Example) -> Mapping[str, str]:
    """The example's pictures by name: what is published, and, where the example is about that, what a bare threshold would show."""
    if not example.drawn:
        return {}
    shown = states(example)
    published = {example.name: drawing(example, example.title, shown, _published_parts(example, shown))}
    if not example.told:
        return published
    by_threshold = {code: FULL if code in bare(example) else HIDDEN for code in shown}
    return published | {
        f"{example.name}-bare": drawing(example, f"{example.title}: a bare threshold", by_threshold, parts(example, bare(example)))
    }


def _published_parts(example: Example, shown: Mapping[str, str]) -> Iterable[Part]:
    """What can be told of hidden cells: by means, and by all figures where that is another set of cells."""
    by_mean = list(parts(example, frozenset(code for code, state in shown.items() if state in SHOWN)))
    by_full = parts(example, frozenset(code for code, state in shown.items() if state == FULL))
    known = {part.cells for part in by_mean}
    return [*by_mean, *(part for part in by_full if part.cells not in known)]


def drawing(example: Example, title: str, shown: Mapping[str, str], told: Iterable[Part]) -> str:
    nodes = example.grid.nodes
    place = {node.code: number for number, node in enumerate(nodes)}
    people = {node.code: len(people_in(example, node.code)) for node in nodes}
    boxes = [
        Box(
            name=label(node.code),
            parent=None if node.parent is None else place[node.parent],
            kind=KINDS[shown[node.code]],
            lines=(f"{people[node.code]} answered", shown[node.code]),
        )
        for node in nodes
    ]
    limit = example.parameters.ordinary.mean
    combs = [Comb(tuple(map(place.__getitem__, part.cells)), words_of(part), 0 < len(part.answers) < limit) for part in told]
    words = [f"{box.name}: {box.lines[0]}, {box.lines[1]}." for box in boxes]
    sums = [f"Can be computed of hidden units: {comb.label}{', which is too few' if comb.exposed else ''}." for comb in combs]
    return picture(title, " ".join((*words, *sums)), boxes, combs)


def words_of(part: Part) -> str:
    people = len(part.answers)
    return f"{part.sum} = {people} {'person' if people == 1 else 'people'}"


def main() -> None:
    wanted = documents()
    PICTURES.mkdir(exist_ok=True)
    for old in PICTURES.glob("*.svg"):
        if old not in wanted:
            old.unlink()
    for path, text in wanted.items():
        path.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
