"""All worked examples, by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tests.spec.disclosure import attacks, breakdowns, doubts, numbers, residuals, sizes
from tests.spec.disclosure.example import Example

EXAMPLES: Final[Mapping[str, Example]] = {
    example.name: example for module in (sizes, residuals, doubts, numbers, breakdowns, attacks) for example in module.EXAMPLES
}
