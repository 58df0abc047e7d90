"""The register of random checks: which tests may fail although nothing is wrong, and how often.

Run as a script it prints the budget of the whole suite and what is spent of it.
"""

from psychon.sim.statistics.alarms import CHECKS, SIGMAS, TOTAL, budget

INTERVALS = {
    "formal/test_chain.py": 1,
    "sim/test_evidence.py": 1,
    "sim/test_learning.py": 1,
}
"""By test file, how many intervals of ``level("tests")`` it looks at."""

STANDARD_ERRORS = {
    "sim/test_evidence.py": 100,
    "sim/test_learning.py": 40,
    "sim/test_observe.py": 12,
    "sim/test_simulate.py": 2,
    "sim/test_statistics.py": 10,
    "sim/test_stimulus.py": 1000,
}
"""By test file, how many means it holds to ``SIGMAS`` standard errors, at most."""


def main() -> None:
    """Print the budget."""
    print(f"false alarms of the whole suite: {TOTAL:g} at most")
    spent = {"tests": sum(INTERVALS.values()), "standard errors": sum(STANDARD_ERRORS.values())}
    for line in budget():
        count = spent.get(line.group)
        used = "every experiment counts" if count is None else f"{count} are used"
        print(
            f"  {line.group}: {line.all:.2g} in all, {line.each:.2g} each of {line.checks}; {used}"
        )
    print(f"a standard error counts as {SIGMAS}: beyond that once in 4e11")
    assert all(count <= CHECKS[group] for group, count in spent.items())


if __name__ == "__main__":
    main()
