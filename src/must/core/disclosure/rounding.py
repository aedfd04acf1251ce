"""Rounding half up, in whole numbers: no binary fraction decides a tie (R11). All functions work on whole int64 arrays."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]


def half_up(numerator: Whole, denominator: Whole) -> Whole:
    """numerator / denominator to the nearest whole number, a half upwards. Raises ValueError unless every denominator is positive."""
    if np.any(denominator <= 0):
        raise ValueError("a denominator must be positive")
    rounded: Whole = (2 * numerator + denominator) // (2 * denominator)
    return rounded


def means(total: Whole, count: Whole, decimals: int) -> list[float]:
    """total / count to so many decimals: the floats nearest to the rounded decimals, so that they print as those decimals."""
    unit = 10**decimals
    return [whole / unit for whole in half_up(total * unit, count).tolist()]


def percents(parts: Whole, whole: Whole) -> list[list[int]]:
    """Each row's parts [rows × parts] as whole per cent of the row's whole [rows]. They need not add up to 100."""
    shares: list[list[int]] = half_up(100 * parts, whole[:, np.newaxis]).tolist()
    return shares
