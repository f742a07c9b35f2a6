"""Disks that are full: real ones, made as small as is needed, and files that may not grow."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import faulty_home
import faulty_jobs
import faulty_kills
from faulty import Ended, Seen, copied, done

ROOM = 64 * 2**20  # bytes: more than any of the jobs needs
_MOUNT = (shutil.which("mount") or "mount",)
_UNMOUNTING = (shutil.which("umount") or "umount", "--lazy")
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Written:
    """Work that writes: as a Kill, but it ends by itself and says why."""

    make: Callable[[Path], None]
    job: faulty_jobs.Work
    broken: Callable[[Path, Ended], Iterable[str]]


def nothing(_: Path) -> None:
    """No home yet."""


WRITTEN = {
    name: Written(kill.make, kill.job, kill.broken)
    for name, kill in faulty_kills.KILLED.items()
    if name in ("rebuild", "import of JSON lines", "backup", "records", "migration")
}


@cache
def can_mount() -> bool:
    """Whether this process may make small disks."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            made = subprocess.run(_mounting(Path(folder), ROOM), capture_output=True, check=False)
        except OSError:
            return False  # there is no such program
        if made.returncode == 0:
            subprocess.run([*_UNMOUNTING, folder], check=True)
        return made.returncode == 0


def full_disk(name: str, scratch: Path, times: int) -> Seen:
    """A disk on which between nothing and just too little is free when the work begins."""
    written, need = WRITTEN[name], _needed(WRITTEN[name], scratch)
    template = _made(written, scratch)
    struck = 0
    broken: list[str] = []
    for number in range(times):
        free = need * number // times // _PAGE * _PAGE
        with _disk(scratch / "disk") as disk:
            # Beside the home, as on any disk of which others take what is left.
            root = Path(shutil.copytree(template, disk / "home"))
            shutil.copytree(scratch / "words", disk / "words", dirs_exist_ok=True)
            _resize(disk, _used(disk) + free)
            ended = done(written.job, root)
            struck += ended.status != 0
            _resize(disk, ROOM)
            broken += _told(f"{free} bytes free", written, root, ended)
    shutil.rmtree(template)
    return Seen(times, struck, tuple(broken), f"0 to {need:,} bytes free")


def short_files(name: str, scratch: Path, times: int) -> Seen:
    """No file may grow beyond a size, from nothing to that of the largest."""
    written = WRITTEN[name]
    template = _made(written, scratch)
    struck = 0
    broken: list[str] = []
    largest = _largest(written, template, scratch)
    for number in range(times):
        size = max(_PAGE, largest * number // times)  # its own output is a file as well
        with copied(template, scratch) as root:
            ended = done(partial(faulty_jobs.within, size, written.job), root)
            struck += ended.status != 0
            broken += _told(f"files of {size} bytes", written, root, ended)
    shutil.rmtree(template)
    return Seen(times, struck, tuple(broken), f"0 to {largest:,} bytes a file")


def _told(fault: str, written: Written, root: Path, ended: Ended) -> Iterator[str]:
    if ended.status and ended.complaint:
        yield f"{fault}: {ended.complaint}"
    elif ended.status and "free some space" not in ended.told:
        yield f"{fault}: does not say what to do: {ended.told}"
    yield from (f"{fault}: {what}" for what in written.broken(root, ended))


def _made(written: Written, scratch: Path) -> Path:
    template = Path(tempfile.mkdtemp(dir=scratch))
    written.make(template)
    faulty_home.model_beside(template)
    return template


def _needed(written: Written, scratch: Path) -> int:
    """How many bytes more a disk must have for the work."""
    template = _made(written, scratch)
    least, most = 0, 4 * 2**20
    while most - least > 16 * _PAGE:
        free = (least + most) // 2
        with _disk(scratch / "disk") as disk:
            root = Path(shutil.copytree(template, disk / "home"))
            shutil.copytree(scratch / "words", disk / "words", dirs_exist_ok=True)
            _resize(disk, _used(disk) + free)
            if done(written.job, root).status:
                least = free
            else:
                most = free
    shutil.rmtree(template)
    return most


def _largest(written: Written, template: Path, scratch: Path) -> int:
    with copied(template, scratch) as root:
        done(written.job, root)
        return max(file.stat().st_size for file in root.rglob("*") if file.is_file())


@contextmanager
def _disk(folder: Path) -> Iterator[Path]:
    folder.mkdir(exist_ok=True)
    subprocess.run(_mounting(folder, ROOM), check=True)
    try:
        yield folder
    finally:
        subprocess.run([*_UNMOUNTING, str(folder)], check=True)


def _mounting(folder: Path, size: int) -> list[str]:
    return [*_MOUNT, "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]


def _resize(folder: Path, size: int) -> None:
    subprocess.run([*_MOUNT, "-o", f"remount,size={size}", str(folder)], check=True)


def _used(folder: Path) -> int:
    figures = os.statvfs(folder)
    return (figures.f_blocks - figures.f_bfree) * figures.f_frsize
