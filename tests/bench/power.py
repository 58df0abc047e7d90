"""Print how many runs catch a rate that is off by 1%, and how often they do.

For some nets a first simulation says how many runs are needed, at two levels: that of one interval,
and that of an interval among a thousand that may all err once in 10^6. So many runs are then made
again and again with other seeds: an interval must leave out the exact rate times .99 and 1.01.
"""

import argparse

from psychon.formal.net.model import Net
from psychon.formal.probability.chain import Chain
from psychon.formal.registry import load
from psychon.sim.campaign.simulate import simulate
from psychon.sim.statistics.alarms import level

GOAL = 0.99


def main() -> None:
    """Print sample sizes and the share of faults that they catch."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=60)
    asked = parser.parse_args()
    feedback = Net.build().afferent("x").neuron("E").neuron("I")
    cases = [
        ("figure-1e", load("figure-1e"), "N3", 0.5, 60),
        ("figure-1e, one tick", load("figure-1e"), "N3", 0.5, 4),
        ("feedback inhibition",
         feedback.synapse("x", "E").synapse("E", "I").veto("I", "E").net(), "E", 0.2, 200),
    ]  # fmt: skip
    worst = 1.0
    for each in (0.99, level("claims")):
        print(f"level 1 - {1 - each:.0e}, a bias of 1%, power {GOAL}")
        for label, net, name, rate, steps in cases:
            exact = float(Chain(net, rate, [name]).expected(steps)[name])
            first = simulate(net, steps, 4096, rate, seed=0, level=each)
            runs = first.runs_needed(name, 0.01, GOAL)
            caught = right = 0
            for seed in range(1, asked.repeats + 1):
                low, high = simulate(net, steps, runs, rate, seed=seed, level=each).interval[name]
                right += low <= exact <= high
                caught += sum(not low <= exact * fault <= high for fault in (0.99, 1.01))
            share = caught / (2 * asked.repeats)
            worst = min(worst, share)
            print(f"  {label:<20} {steps:4d} ticks: {runs:9,} runs caught {share:7.2%} of"
                  f" {2 * asked.repeats} faults; the exact rate was covered {right} times of"
                  f" {asked.repeats}")  # fmt: skip
    print(f"worst: {worst:.2%} (goal: {GOAL:.0%} of many)")


if __name__ == "__main__":
    main()
