"""Linear and mixed-integer programmes, solved by HiGHS."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

Real = NDArray[np.float64]

_ANSWERS = {highspy.HighsModelStatus.kOptimal: True, highspy.HighsModelStatus.kInfeasible: False}


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """A constraint: least ≤ Σ coefficients · variables ≤ most."""

    variables: Sequence[int]
    coefficients: Sequence[float]
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Optimum:
    """The least value of an objective, and the variables there."""

    value: float
    variables: Real


class Programme:
    """Variables within bounds (float64 [variables]), some of them whole numbers (bool [variables]), and rows.

    An objective after another starts from where the last one ended.
    """

    def __init__(self, lower: Real, upper: Real, rows: Sequence[Row], *, whole: NDArray[np.bool_] | None = None) -> None:
        self._size = lower.size
        self._highs = highspy.Highs()  # type: ignore[no-untyped-call]  # its constructor has no annotations
        self._highs.silent()
        self._highs.setOptionValue("threads", 1)  # the same programme always takes the same way
        self._highs.passModel(_model(lower, upper, rows, whole))

    def minimise(self, costs: Real) -> Optimum | None:
        """The optimum; None where the rows contradict each other. Raises RuntimeError when neither is shown: nothing is assumed safe."""
        self._highs.changeColsCost(self._size, np.arange(self._size, dtype=np.int32), costs)
        self._highs.run()
        status = self._highs.getModelStatus()
        if status not in _ANSWERS:
            raise RuntimeError(f"a programme ended as {self._highs.modelStatusToString(status)}")
        if not _ANSWERS[status]:
            return None
        return Optimum(self._highs.getObjectiveValue(), np.array(self._highs.getSolution().col_value))


def _model(lower: Real, upper: Real, rows: Sequence[Row], whole: NDArray[np.bool_] | None) -> highspy.HighsLp:
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = lower.size, len(rows)
    model.col_cost_, model.col_lower_, model.col_upper_ = np.zeros(lower.size), lower, upper
    model.row_lower_ = np.array([row.least for row in rows])
    model.row_upper_ = np.array([row.most for row in rows])
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.concatenate([[0], np.cumsum([len(row.variables) for row in rows])]).astype(np.int32)
    model.a_matrix_.index_ = np.array([one for row in rows for one in row.variables], dtype=np.int32)
    model.a_matrix_.value_ = np.array([one for row in rows for one in row.coefficients], dtype=np.float64)
    if whole is not None:
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        model.integrality_ = [kinds[one] for one in whole.tolist()]
    return model
