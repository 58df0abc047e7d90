"""Object code kept on disk: written for this user alone, and believed only where it is his own.

What is read is run, and a linker ends the process over anything but object code. So a file counts
only if nobody else can have written it, its hash is that of name and content, and LLVM can parse
it; all else is as if it were not there.
"""

import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Final

from llvmlite import binding as llvm

DIGEST: Final = 32
"""Bytes of the hash in front of the code."""

HEADERS: Final = (b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\x64\x86", b"\x64\xaa")
"""What object code begins with: ELF, Mach-O, COFF for x86-64 and for ARM."""


def write(path: Path, code: bytes) -> None:
    """Keep code; a home that cannot be written costs time, nothing else."""
    with suppress(OSError):
        path.parent.mkdir(0o700, parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.unlink(missing_ok=True)
        # whatever the umask: nobody else may change it, or it would not be believed
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(_digest(path, code) + code)
        fresh.replace(path)


def read(path: Path) -> llvm.object_file.ObjectFileRef | None:
    """Return kept code, parsed; None if there is none, it is damaged, or another could write it."""
    try:
        with path.open("rb") as file:
            if not (_private(os.fstat(file.fileno())) and _private(path.parent.stat())):
                return None
            content = file.read()
    except OSError:
        return None
    digest, code = content[:DIGEST], content[DIGEST:]
    if digest != _digest(path, code) or not code.startswith(HEADERS):
        return None
    return parsed(code)


def parsed(code: bytes) -> llvm.object_file.ObjectFileRef | None:
    """Return code as LLVM reads it; None if it cannot."""
    image = llvm.object_file.ObjectFileRef.from_data(code)
    # llvmlite passes a null pointer on, over which the linker would fall
    return image if image._as_parameter_ else None


def _digest(path: Path, code: bytes) -> bytes:
    """Return a hash that holds under this name only."""
    return sha256(path.name.encode() + b"\0" + code).digest()


def _private(facts: os.stat_result) -> bool:
    """Say whether a file is this user's and nobody else may write it; Windows does not tell."""
    if not hasattr(os, "getuid"):
        return True
    return facts.st_uid == os.getuid() and not facts.st_mode & 0o022
