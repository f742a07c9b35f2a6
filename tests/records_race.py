"""Claims and spends in a process of its own: python records_race.py RECORDS TIMES.

Prints what it got: the keys it claimed first, then how many questions it was allowed.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

from bot.records.records import Records

NOW = datetime(2026, 3, 1, tzinfo=UTC)

if __name__ == "__main__":
    with Records(Path(sys.argv[1])) as records:
        times = range(int(sys.argv[2]))
        claimed = [str(n) for n in times if records.claim(f"interaction {n}", NOW)]
        member = records.member(7)
        allowed = [records.spend(member, 1, NOW, 0, 25) is None for _ in times]
    print(",".join(claimed), sum(allowed))
