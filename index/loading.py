"""Loading the embedder that is fastest here, with the vectors that the model itself gives.

1. Bulk work on a machine with a GPU: torch on it.
2. The extra `fast` is installed: OpenVINO, with a copy of the model that is made once. It needs
   no torch, whose import takes seconds.
3. Else torch, with 16 bits where the processor computes with them and the vectors stay the same.
"""

import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from index.converted import Converted, DamagedError, Place, making, place_of, read, seal
from index.embedding import DEFAULT_MODEL, Embedder, digest_of, model_folder
from index.openvino_runtime import computes_halves, core, is_installed, version

if TYPE_CHECKING:
    from index.fast_embedder import FastEmbedder
    from index.torch_embedder import SentenceEmbedder

log = logging.getLogger(__name__)

# There when a driver is: NVIDIA's, AMD's, Windows' own under WSL. Looked at instead of torch,
# which would have to be imported to be asked.
_GPU_DEVICES = (Path("/dev/nvidiactl"), Path("/dev/kfd"), Path("/dev/dxg"))
_UNWRITABLE = "cache folder {folder} cannot be written ({why}); name another with FOOTNOTE_CACHE"


def load_embedder(
    model: str = DEFAULT_MODEL, *, cache: Path, threads: int | None = None, bulk: bool = False
) -> Embedder:
    """The fastest embedder for `model`. What is made for it once is kept in the folder `cache`.

    `threads` are those it computes with, all cores unless told; `bulk` says that thousands of
    texts follow, so that a GPU is worth torch's import. When what should be fast cannot be used,
    one warning says why. Raises ModelError when the model itself cannot be used.
    """
    folder = model_folder(model)
    digest = digest_of(model, folder)
    if bulk and _has_gpu():
        return _by_torch(model, folder, digest, cache, threads)
    fast = _by_openvino(model, folder, digest, cache, threads)
    return fast or _by_torch(model, folder, digest, cache, threads)


def _by_openvino(
    model: str, folder: Path, digest: str, cache: Path, threads: int | None
) -> "FastEmbedder | None":
    """None when the extra is not installed, or, with a warning, when it cannot be used."""
    if not is_installed():
        return None
    from index.fast_embedder import FastEmbedder

    try:
        halves = computes_halves(core())
        key = f"openvino {version()}"
        place = place_of(cache, folder, digest, key, "bf16" if halves else "f32")
        converted = _kept(place) or _convert(model, place, halves)
        if converted.recipe:
            return FastEmbedder(model, digest, place, converted.recipe, threads)
        reason = converted.refused
    except OSError as error:
        reason = _UNWRITABLE.format(folder=cache, why=error.strerror or error)
    except (RuntimeError, ImportError) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
    log.warning("%s is read by torch and not by OpenVINO: %s", model, reason)
    return None


def _convert(model: str, place: Place, halves: bool) -> Converted:
    from index.converting import convert

    log.info("converting %s for OpenVINO, once", model)
    return convert(model, place, halves)


def _by_torch(
    model: str, folder: Path, digest: str, cache: Path, threads: int | None
) -> "SentenceEmbedder":
    from index.torch_embedder import SentenceEmbedder

    return SentenceEmbedder(
        model, half=_halves_are_enough(model, folder, digest, cache), threads=threads
    )


def _halves_are_enough(model: str, folder: Path, digest: str, cache: Path) -> bool:
    """True when torch computes with 16 bits here by itself, and the vectors are near enough.

    Compared once and remembered, as a converted model without files.
    """
    import torch

    if torch_has_gpu() or not _torch_computes_halves():
        return False
    version = str(torch.__version__)
    place = place_of(cache, folder, digest, f"torch {version}", "bf16")
    try:
        return not (_kept(place) or _compared(model, place)).refused
    except OSError as error:
        why = _UNWRITABLE.format(folder=cache, why=error.strerror or error)
        log.warning("torch reads %s with 32 bits, which is slower: %s", model, why)
        return False


def _compared(model: str, place: Place) -> Converted:
    from index.likeness import likeness
    from index.torch_embedder import SentenceEmbedder

    with making(place) as fresh:
        found = likeness(SentenceEmbedder(model, half=True), SentenceEmbedder(model))
        return seal(fresh, None, refused="" if found.is_enough else str(found))


def _kept(place: Place) -> Converted | None:
    """What an earlier start made; None when it must be made (anew)."""
    try:
        return read(place)
    except DamagedError as error:
        log.warning("%s in the cache is damaged, and is made anew", place.folder / str(error))
        return None


def _torch_computes_halves() -> bool:
    """True when this processor multiplies numbers of 16 bits itself, and torch can tell."""
    import torch

    ask = getattr(torch.cpu, "get_capabilities", None)  # only of newer versions
    told: dict[str, object] = ask() if ask else {}
    return bool(told.get("avx512_bf16") or told.get("amx_bf16"))


def _has_gpu() -> bool:
    may = sys.platform in ("darwin", "win32") or any(device.exists() for device in _GPU_DEVICES)
    return may and torch_has_gpu()


def torch_has_gpu() -> bool:
    """True when torch would compute on one."""
    import torch

    return torch.cuda.is_available() or torch.backends.mps.is_available()
