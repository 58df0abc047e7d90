"""LLVM for the machine at hand: text in, functions out, object code kept on disk."""

import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from threading import Lock

from llvmlite import binding as llvm

from ....formal.cache import cache_folder
from ....formal.errors import counted
from ...stimulus import bernoulli
from . import kept

_LOCK = Lock()
_LOADED: dict[str, int] = {}


class Processor:
    """What code is made for.

    Args:
        cpu, features: as LLVM calls them; those of this machine by default.
    """

    def __init__(self, cpu: str = "", features: str = "") -> None:
        llvm.initialize_native_target()
        llvm.initialize_native_asmprinter()
        self.cpu = cpu or llvm.get_host_cpu_name()
        self.features = features or llvm.get_host_cpu_features().flatten()
        self.ternary = "+avx512f" in self.features.split(",")
        """Whether it has operations on three rows."""
        if self.ternary:
            # LLVM would rather leave the widest registers unused
            self.features += ",-prefer-256-bit"
        self.target = llvm.Target.from_default_triple().create_target_machine(
            cpu=self.cpu, features=self.features, opt=3, jit=True
        )

    def optimized(self, text: str) -> llvm.ModuleRef:
        """Return the module that ``text`` writes out, made ready for this processor."""
        module = llvm.parse_assembly(text)
        module.triple = self.target.triple
        module.data_layout = str(self.target.target_data)
        module.verify()
        options = llvm.create_pipeline_tuning_options(speed_level=2)
        passes = llvm.create_pass_builder(self.target, options)
        passes.getModulePassManager().run(module, passes)
        return module

    def assembly(self, text: str) -> str:
        """Return what a module becomes, to read."""
        return str(self.target.emit_assembly(self.optimized(text)))

    def kept(self, name: str) -> Path:
        """Return the file that keeps object code, by all that decides what is in it."""
        facts = (name, _sources(), self.cpu, self.features, str(llvm.llvm_version_info))
        key = sha256("\0".join(facts).encode()).hexdigest()
        return cache_folder() / "kernels" / f"{key}.o"

    def compiled(self, text: str) -> bytes:
        """Return a module's object code."""
        return bytes(self.target.emit_object(self.optimized(text)))


@cache
def _sources() -> str:
    """Return a hash of what writes the code."""
    here = Path(__file__).parent
    written = [*here.glob("*.py"), here.parent / "circuit.py", Path(bernoulli.__file__)]
    return sha256(b"\0".join(path.read_bytes() for path in sorted(written))).hexdigest()


@cache
def processor() -> Processor:
    """Return this machine's."""
    return Processor()


def new_linker() -> llvm.ExecutionEngine:
    """Return what loads object code, and keeps it loaded."""
    # it owns the target machine that it is given
    return llvm.create_mcjit_compiler(llvm.parse_assembly(""), Processor().target)


_linker = cache(new_linker)


def function(name: str) -> int:
    """Return the address of a function that was linked."""
    return _LOADED[name]


def ready(name: str) -> bool:
    """Say whether a function was linked, or its code kept."""
    return name in _LOADED or processor().kept(name).exists()


def link(modules: Mapping[tuple[str, ...], Callable[[], str]], *, keep: bool = True) -> None:
    """Make functions callable.

    Args:
        modules: by the functions that others call, what writes the module that defines them; it is
            asked, and the answer compiled, only where no code was kept.
        keep: whether to keep the code for other processes.
    """
    with _LOCK:
        wanted = [names for names in modules if names[0] not in _LOADED]
        paths = {names: processor().kept(names[0]) for names in wanted}
        found = {names: kept.read(path) if keep else None for names, path in paths.items()}
        missing = [names for names, image in found.items() if image is None]
        if missing and keep:
            say(f"compiling {counted(len(missing), 'kernel')} for {processor().cpu}, once")
        for names in missing:
            code = processor().compiled(modules[names]())
            if keep:
                kept.write(paths[names], code)
            found[names] = kept.parsed(code)
        for image in found.values():
            _linker().add_object_file(image)
        if found:
            _linker().finalize_object()
        for names in found:
            _LOADED.update((name, _linker().get_function_address(name)) for name in names)


def say(text: str) -> None:
    """Tell what takes time, on stderr."""
    with suppress(OSError, AttributeError):
        sys.stderr.write(f"psychon: {text}\n")
