"""`make bench`: run every benchmark and print its lines as they come: what takes how long beside others, then disclosure
control, the form, the staff file, the mails and the reports."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

from benchmarks import answer_file, disclosure, form, mailing, reports, staff_import, tabulation
from benchmarks.measuring import Measurement

BENCHMARKS: tuple[Callable[[], Iterator[Measurement]], ...] = (answer_file.measure, tabulation.measure)


def main() -> None:
    print(f"{'what':<62} {'how':<44} {'seconds':>8} {'times ours':>10}")
    for benchmark in BENCHMARKS:
        for measurement in benchmark():
            ours = measurement.seconds[0][1]
            for how, seconds in measurement.seconds:
                print(f"{measurement.what:<62} {how:<44} {seconds:>8.2f} {seconds / ours:>10.1f}")
                sys.stdout.flush()
    disclosure.main()
    form.main()
    staff_import.main()
    mailing.main()
    reports.main()


if __name__ == "__main__":
    main()
