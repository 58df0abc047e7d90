"""The judge's solvers, of other lineages than the prover's: bitwuzla and cvc5."""

from collections.abc import Callable, Mapping
from importlib.util import find_spec
from typing import Final, Literal, TypeAlias

from ..errors import InputError

Result: TypeAlias = Literal["sat", "unsat", "unknown"]

Decider: TypeAlias = Callable[[str], Result]
"""Decides SMT-LIB 2 without ``check-sat``."""


def _cvc5(rlimit: int) -> Decider:
    import cvc5

    def decide(text: str) -> Result:
        solver = cvc5.Solver(cvc5.TermManager())
        solver.setOption("rlimit", str(rlimit))
        parser = cvc5.InputParser(solver)
        parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, f"{text}\n", "obligation")
        symbols = parser.getSymbolManager()
        while not (command := parser.nextCommand()).isNull():
            command.invoke(solver, symbols)
        answer = solver.checkSat()
        return "sat" if answer.isSat() else "unsat" if answer.isUnsat() else "unknown"

    return decide


def _bitwuzla(rlimit: int) -> Decider:
    import bitwuzla

    def decide(text: str) -> Result:
        options = bitwuzla.Options()
        # it has no units of its own; cvc5's run at about 100,000 a second
        options.set(bitwuzla.Option.TIME_LIMIT_PER, max(1, rlimit // 100))
        parser = bitwuzla.Parser(bitwuzla.TermManager(), options)
        parser.parse(text, True, False)
        answer = parser.bitwuzla().check_sat()
        found: dict[object, Result] = {bitwuzla.Result.SAT: "sat", bitwuzla.Result.UNSAT: "unsat"}
        return found.get(answer, "unknown")

    return decide


SOLVERS: Final[Mapping[str, Callable[[int], Decider]]] = {"bitwuzla": _bitwuzla, "cvc5": _cvc5}
"""By name, what makes a decider within so many of cvc5's resource units; the quicker first."""


def solver(name: str, rlimit: int) -> tuple[str, Decider]:
    """Return a solver's name and what decides by it.

    Args:
        name: one of ``SOLVERS``, or "auto" for the first that is installed.

    Raises:
        InputError: there is no such solver, or it is missing.
    """
    if name != "auto" and name not in SOLVERS:
        raise InputError("solver", f"{name!r:.80} is unknown", f"use auto, {' or '.join(SOLVERS)}")
    for each in SOLVERS if name == "auto" else [name]:
        if find_spec(each) is not None:
            return each, SOLVERS[each](rlimit)
    wanted = "bitwuzla or cvc5, solvers of other lineages" if name == "auto" else name
    raise InputError("recheck", f"it needs {wanted}", 'pip install "psychon[solvers]"')
