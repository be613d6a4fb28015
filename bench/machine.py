"""What /proc says of processes and of the machine; seconds of CPU, megabytes of memory."""

import os
import platform
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK")
CORES = os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Memory:
    """Of one process, in megabytes: all that it holds, and its share when shared pages are divided."""

    rss: float
    pss: float


def members(group: int) -> list[int]:
    """The living processes of a process group."""
    found = []
    for folder in PROC.iterdir():
        if folder.name.isdigit():
            fields = _stat(int(folder.name))
            if fields and int(fields[2]) == group and fields[0] != "Z":
                found.append(int(folder.name))
    return sorted(found)


def cpu_seconds(pids: Iterable[int]) -> float:
    """User and system time that these processes have used since they began."""
    total = 0
    for pid in pids:
        fields = _stat(pid)
        total += int(fields[11]) + int(fields[12]) if fields else 0
    return total / TICKS


def backends(database: str) -> list[int]:
    """The processes of a PostgreSQL server on this machine that serve the database of that name."""
    found = []
    for folder in PROC.iterdir():
        if folder.name.isdigit() and _is_backend(folder, database):
            found.append(int(folder.name))
    return found


def busy_seconds() -> float:
    """CPU time that anything on this machine has used, over all cores."""
    numbers = [int(each) for each in (PROC / "stat").read_text().splitlines()[0].split()[1:9]]
    idle = numbers[3] + numbers[4]
    return (sum(numbers) - idle) / TICKS


def memory(pid: int) -> Memory:
    """What a process holds now."""
    kilobytes = {}
    for line in (PROC / str(pid) / "smaps_rollup").read_text().splitlines()[1:]:
        name, value = line.split(":")
        kilobytes[name] = int(value.split()[0])
    return Memory(rss=kilobytes["Rss"] / 1024, pss=kilobytes["Pss"] / 1024)


def description() -> str:
    """Cores, processor, memory and Python, in one line."""
    facts = (PROC / "cpuinfo").read_text().splitlines()
    model = next((line.split(":")[1].strip() for line in facts if line.startswith("model name")), "?")
    size = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores ({model}), {size:.0f} GiB, Python {platform.python_version()}"


def _stat(pid: int) -> list[str] | None:
    """The fields after the name in parentheses, from the state on."""
    try:
        return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None


def _is_backend(folder: Path, database: str) -> bool:
    try:
        words = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return False
    return words.startswith("postgres: ") and f" {database} " in words
