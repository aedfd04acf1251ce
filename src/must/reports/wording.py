"""Published figures as people write them in each language. Nothing here computes: bands and rounded figures come as they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from must.core.common.languages import Language
from must.ui.texts import Texts

_DECIMAL_MARK: Final = {Language.NB: ",", Language.NN: ",", Language.EN: "."}
_THOUSANDS_MARK: Final = {Language.NB: "\u00a0", Language.NN: "\u00a0", Language.EN: ","}


@dataclass(frozen=True, slots=True)
class Wording:
    """The figures' words in the language of `t`. decimals: of a mean, as the rules publish it (R11)."""

    t: Texts
    decimals: int

    def percent(self, share: int) -> str:
        """`22 %`, in English `22%`."""
        return self.t("report.figure.percent", share=share)

    def mean(self, mean: float) -> str:
        """With as many decimals as are published: `3,4`, in English `3.4`."""
        return self._number(mean, self.decimals)

    @property
    def means_format(self) -> str:
        """The same for a spreadsheet's or a chart's numbers, which have the mark of whoever opens them: `0.0`."""
        return f"{0:.{self.decimals}f}"

    def coefficient(self, coefficient: float) -> str:
        """One decimal, which is all there is whatever the means have, and a minus that is as wide as a plus: `0,2`, `−0,1`."""
        return self._number(coefficient, 1).replace("-", "\N{MINUS SIGN}")

    def month(self, year: int, month: int) -> str:
        """`mars 2026`."""
        return self.t("report.period.month", month=self.t(f"common.month.{month}"), year=year)

    def interval(self, interval: tuple[float, float]) -> str:
        """`3,6–4,0`."""
        return "–".join(map(self.mean, interval))

    def listed(self, words: Sequence[str], before_last: str = "and") -> str:
        """`a`, `a og b`, `a, b og c`; `a eller b` with `or` before the last. Raises ValueError for none."""
        if not words:
            raise ValueError("nothing to list")
        *first, last = words
        return self.t(f"report.{before_last}", first=", ".join(first), last=last) if first else last

    def threshold(self, value: float) -> str:
        """A band's threshold, with decimals only where it has them."""
        return f"{value:g}".replace(".", _DECIMAL_MARK[self.t.language])

    def people(self, n: int | None, band: str | None) -> str | None:
        """A number of respondents: exact, or its band, or None when neither is known."""
        if n is not None:
            return f"{n:,}".replace(",", _THOUSANDS_MARK[self.t.language])
        if band is not None and band.endswith("–"):
            return self.t("report.figure.or_more", number=band[:-1])
        return band

    def rate(self, band: str) -> str:
        """A band of the response rate: `60–64 %`, its coded ends as `under 5 %` and `95 % eller mer`."""
        for mark, key in (("<", "report.figure.rate_below"), ("≥", "report.figure.rate_from")):
            if band.startswith(mark):
                return self.t(key, share=band[1:])
        return self.t("report.figure.percent", share=band)

    def _number(self, number: float, decimals: int) -> str:
        return f"{number:.{decimals}f}".replace(".", _DECIMAL_MARK[self.t.language])
