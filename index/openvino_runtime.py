"""OpenVINO, imported without what it brings to be counted by its makers."""

import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openvino import Core

_CONVERTER = "openvino.tools.ovc"


def is_installed() -> bool:
    """True when the extra `fast` is there; nothing is imported for it."""
    return find_spec("openvino") is not None


def core() -> "Core":
    """OpenVINO's entry. Raises ImportError or OSError when it cannot be loaded.

    `import openvino` imports its converter tool, whose import alone reports to its makers over
    the network and keeps an id of this machine in the home. It does without the tool, as we do:
    models are converted by the frontend that the tool calls.
    """
    sys.modules.setdefault(_CONVERTER, None)  # type: ignore[arg-type]  # None: "not importable"
    from openvino import Core

    return Core()


def version() -> str:
    """Of OpenVINO, with its build. Call after `core`."""
    from openvino import get_version

    return str(get_version())


def computes_halves(of: "Core") -> bool:
    """True when this processor multiplies numbers of 16 bits (bfloat16) itself."""
    return "BF16" in of.get_property("CPU", "OPTIMIZATION_CAPABILITIES")


def conversion_errors() -> tuple[type[Exception], ...]:
    """What the tracer of torch and OpenVINO's frontend raise for what they do not know."""
    core()
    from openvino import frontend

    return (
        *(RuntimeError, ValueError, TypeError, LookupError, AttributeError),
        *(frontend.GeneralFailure, frontend.InitializationFailure, frontend.NotImplementedFailure),
        *(frontend.OpConversionFailure, frontend.OpValidationFailure),
    )
