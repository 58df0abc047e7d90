"""Compare the proof of the spike bound for all n with explicit laws of n inputs, in one run.

An explicit law of n dependent inputs 0 and 1 has 2^n probabilities. Z3 is asked, with w, theta and
these free, whether P(w.x > theta) <= p (||w||_1 / theta)^2 can fail; the budget is in Z3's own
resource units and five times the default. The proof for all n is psychon's derivation.
"""

import argparse
import time
from itertools import product

import z3

from psychon.formal.smt.facade import DEFAULT_RLIMIT
from psychon.proofs.claims.catalogue import library
from psychon.proofs.derivation.step import Context, Settled, attempt


def explicit(n: int, rlimit: int) -> str:
    """Ask Z3 about all laws of n inputs."""
    weights, p, theta = z3.Reals(" ".join(f"w{k}" for k in range(n))), z3.Real("p"), z3.Real("t")
    outcomes = list(product((0, 1), repeat=n))
    law = [z3.Real(f"q{k}") for k in range(len(outcomes))]
    solver = z3.Solver()
    solver.set("rlimit", rlimit)
    solver.add(theta > 0, z3.Sum(law) == 1, *(q >= 0 for q in law))
    for k in range(n):
        solver.add(z3.Sum([q for q, bits in zip(law, outcomes, strict=True) if bits[k]]) == p)
    spikes = z3.Sum([
        z3.If(z3.Sum([w for w, bit in zip(weights, bits, strict=True) if bit]) > theta, q, 0)
        for q, bits in zip(law, outcomes, strict=True)
    ])  # fmt: skip
    norm = z3.Sum([z3.If(w >= 0, w, -w) for w in weights])
    solver.add(spikes * theta * theta > p * norm * norm)
    return str(solver.check())


def main() -> None:
    """Print how long each takes and what it comes to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--longest", type=int, default=4)
    parser.add_argument("--budget", type=int, default=5 * DEFAULT_RLIMIT)
    args = parser.parse_args()
    claim = library().get("selectron-spike-bound")
    started = time.perf_counter()
    before: dict[str, Settled] = {}
    for step in claim.steps:
        before[step.id] = Settled(step, attempt(step, Context(dict(before))))
    ours = time.perf_counter() - started
    statuses = {one.outcome.status for one in before.values()}
    print(f"all n, {len(before)} steps: {statuses} in {ours:.2f} s (goal: under 1 s)")
    for n in range(1, args.longest + 1):
        started = time.perf_counter()
        answer = explicit(n, args.budget)
        spent = time.perf_counter() - started
        said = {"unsat": "proved", "unknown": f"unknown, {args.budget:,} units spent"}
        print(f"n = {n}, {2**n} probabilities: {said.get(answer, answer)} in {spent:.2f} s,"
              f" {spent / ours:.1f} times the proof for all n")  # fmt: skip


if __name__ == "__main__":
    main()
