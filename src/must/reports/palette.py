"""The reports' colours, light and dark: Designsystemet's token values (1.22), and the shades of the charts.

The shades keep their meaning in greyscale: neighbouring parts of a bar differ in luminance by at least `LEAST_CONTRAST`, and so do the two
ends of the scale, for those who print without colour or see colours otherwise. Every `on-` colour can be read on its namesake.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

LEAST_CONTRAST: Final = 1.5
"""WCAG's contrast ratio between two shades that touch, at least."""

LIGHT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "paper": "#ffffff",
        "tint": "#f4f4f2",
        "line": "#d9dadb",
        "ink": "#292c30",
        "quiet": "#5b5d60",
        "accent": "#0b6a53",
        "focus": "#292c30",
        "challenge": "#733803",
        "on-challenge": "#ffffff",
        "challenge-mild": "#dd9c4c",
        "on-challenge-mild": "#271a04",
        "challenge-zone": "#fcf2e2",
        "favourable": "#1a6fc2",
        "on-favourable": "#ffffff",
        "favourable-mild": "#86b6e2",
        "on-favourable-mild": "#002c54",
        "favourable-zone": "#eef4fa",
        "neutral": "#dfe0e1",
        "on-neutral": "#292c30",
        "plain": "#36383c",
        "on-plain": "#ffffff",
        "plain-mild": "#9a9b9d",
        "on-plain-mild": "#1c1e20",
    }
)

DARK: Final[Mapping[str, str]] = MappingProxyType(
    {
        "paper": "#17181a",
        "tint": "#1e2022",
        "line": "#414346",
        "ink": "#ececec",
        "quiet": "#a7a8a9",
        "accent": "#8dafa4",
        "focus": "#ececec",
        "challenge": "#ffcf87",
        "on-challenge": "#1e160d",
        "challenge-mild": "#9a6716",
        "on-challenge-mild": "#ffffff",
        "challenge-zone": "#281e11",
        "favourable": "#84b3de",
        "on-favourable": "#0c1927",
        "favourable-mild": "#2f6bab",
        "on-favourable-mild": "#ffffff",
        "favourable-zone": "#102033",
        "neutral": "#46484b",
        "on-neutral": "#ffffff",
        "plain": "#d9dadb",
        "on-plain": "#17181a",
        "plain-mild": "#6f7174",
        "on-plain-mild": "#ffffff",
    }
)
