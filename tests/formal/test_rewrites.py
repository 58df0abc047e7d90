"""Theorems IV to VII and X: rewritten nets do the same, proved by compare and by every state."""

from collections.abc import Callable

import numpy as np
import pytest
from random_nets import random_formula, random_net

from psychon.formal.errors import BudgetError, InputError
from psychon.formal.event.agree import disagreement
from psychon.formal.event.automaton import difference
from psychon.formal.event.determine import automaton
from psychon.formal.event.read import read
from psychon.formal.event.represent import represented
from psychon.formal.formula.evaluate import evaluate
from psychon.formal.formula.expr import ORIGIN, Formula, atom, substitute
from psychon.formal.formula.parse import Property
from psychon.formal.net.model import Net
from psychon.formal.net.realization import Realization
from psychon.formal.net.retime import Draft, Retimed, retime
from psychon.formal.net.tick import tick
from psychon.formal.registry import nets
from psychon.formal.translate.inhibition import absolute, extinguished, relative
from psychon.formal.translate.learning import Alterable, altered, learned
from psychon.formal.translate.past import clock, realize_past
from psychon.formal.translate.summation import spatial
from psychon.formal.verify.decide import compare, verify

NETS = 40
"""How many random nets each rewrite is tried on; 200 were tried once."""

EVERY = 8
"""Each so many of them are also proved by ``compare``; once, all were."""


def extinction(net: Net, rng: np.random.Generator) -> Net:
    """Return a net whose neurons tire: those without synapses onto themselves."""
    tired = [n for n in net.neurons if all(s.source != n for s in net.incoming(n))]
    return extinguished(
        net,
        {
            n: {k + 1: int(rng.integers(1, 3)) for k in range(int(rng.integers(1, 3)))}
            for n in tired
        },
    )


def plain(net: Net, rng: np.random.Generator) -> Net:  # noqa: ARG001
    """Return the net."""
    return net


REWRITES: dict[str, tuple[Callable[[Net, np.random.Generator], Net], Callable[[Net], Realization],
                          Callable[[Net], bool]]] = {
    "IV absolute": (plain, absolute, lambda n: all((s.weight or 1) > 0 for s in n.synapses)),
    "IV relative": (plain, relative, lambda n: all(s.weight is not None for s in n.synapses)),
    "V": (extinction, absolute, lambda n: all((s.weight or 1) > 0 for s in n.synapses)),
    "VI": (plain, spatial, lambda n: all(s.delay == 1 for s in n.synapses)),
}  # fmt: skip


@pytest.mark.parametrize("which", REWRITES)
@pytest.mark.parametrize("cycles", [False, True])
def test_rewritten_nets_fire_alike(which: str, cycles: bool) -> None:
    prepare, rewrite, pure = REWRITES[which]
    rng = np.random.default_rng(7)
    late = 0
    for k in range(NETS):
        net = prepare(
            random_net(rng, afferents=2, neurons=int(rng.integers(1, 5)), max_delay=2,
                       cycles=cycles, initial=True), rng,
        )  # fmt: skip
        made = rewrite(net)
        assert pure(made.net)
        assert set(made.delay) == set(net.neurons)
        for name in net.neurons:
            assert disagreement(net, name, made.net, name, made.delay[name]) is None
        late += any(made.delay.values())
        if k % EVERY == 0:
            verdict = compare(net, made.net, {n: n for n in net.neurons}, made.delay)
            assert verdict.status == "proved"
    assert bool(late) is (which in ("IV absolute", "V"))


def test_nets_of_the_registry_are_rewritten() -> None:
    for name, net in nets().items():
        if net.program.longest_delay > 6 or len(net.afferents) > 4:
            continue
        for rewrite in (absolute, relative, spatial):
            made = rewrite(net)
            for neuron in net.neurons:
                found = disagreement(net, neuron, made.net, neuron, made.delay[neuron])
                assert found is None, (name, neuron, rewrite)


def test_relative_inhibition_of_figure_1f_needs_no_more_time() -> None:
    made = absolute(nets()["figure-1f-relative"])
    assert made.delay == {"N4": 1} and made.sense == {"N4": "extended"}
    assert "N4_case" in made.net


def ring(weights: tuple[int, int], delay: int = 1) -> Net:
    """Return two neurons that excite each other, one of them inhibited."""
    return (
        Net.build().afferent("p", "q").neuron("A", 2).neuron("B", 1)
        .synapse("p", "A", 2).synapse("q", "A", -1).synapse("B", "A", weights[0], delay)
        .synapse("A", "B", weights[1]).net()
    )  # fmt: skip


def test_a_cycle_that_leaves_no_time_is_split_all_the_same() -> None:
    for delay in (1, 2):
        net = ring((2, 1), delay)
        made = absolute(net)
        assert made.delay == {"A": 1, "B": 0}
        assert {"A_case", "A_case_2"} < set(made.net.neurons)
        verdict = compare(net, made.net, {"A": "A", "B": "B"}, made.delay)
        assert verdict.status == "proved"


def test_a_neuron_with_too_many_inhibitors_is_refused() -> None:
    builder = Net.build().afferent("x").neuron("N", 1).synapse("x", "N", 20)
    for k in range(20):
        builder.afferent(f"p{k}").synapse(f"p{k}", "N", -1)
    with pytest.raises(BudgetError) as caught:
        absolute(builder.net())
    assert str(caught.value) == (
        "N has 20 relative inhibitors; it would be split into more than 4,096 neurons"
    )


def test_what_cannot_be_rewritten_is_refused() -> None:
    heavy = Net.build().afferent("p", "q").neuron("N", 1)
    heavy.synapse("p", "N", 2**31 - 1).synapse("p", "N", 2**31 - 1, 2).veto("q", "N")
    with pytest.raises(InputError, match="N: its excitation of 4,294,967,294 would need a weight"):
        relative(heavy.net())
    slow = Net.build().afferent("p").neuron("N", 1).synapse("p", "N", 1, 1_000_000).net()
    with pytest.raises(BudgetError, match="the delays need 999,999 relays, more than 100,000"):
        spatial(slow)
    net = ring((2, 1))
    for curve, message in (
        ({"p": {1: 1}}, "extinction of p: it is an afferent; name a neuron"),
        ({"A": {0: 1}}, "extinction of A: a rise of 1 after 0 ticks; give numbers from 1 on, and"
         " no weight of its own with this delay"),
    ):  # fmt: skip
        with pytest.raises(InputError) as caught:
            extinguished(net, curve)
        assert str(caught.value) == message


# --- Theorem VII


def run_altered(
    net: Net, synapses: list[Alterable], inputs: list[frozenset[str]]
) -> list[frozenset[str]]:
    """Run a net with alterable synapses by what they mean, tick by tick."""
    history: list[frozenset[str]] = []
    for t, given in enumerate(inputs):
        fired = set(given) | (set(net.initial) if not t else set())
        for name in net.neurons if t else ():
            total, blocked = 0, False
            for source, _, weight, delay in net.incoming(name):
                active = t >= delay and source in history[t - delay]
                total += (weight or 0) * active
                blocked |= weight is None and active
            for s in synapses:
                if s.target == name and t >= s.delay and s.source in history[t - s.delay]:
                    if any({*s.pair} <= now for now in history[: t - s.delay + 1]):
                        total += s.weight
            if total >= (net.threshold(name) or 0) and not blocked:
                fired.add(name)
        history.append(frozenset(fired))
    return history


def test_nets_that_learn_fire_as_alterable_synapses_say() -> None:
    rng = np.random.default_rng(8)
    for k in range(NETS):
        net = random_net(
            rng, afferents=3, neurons=int(rng.integers(1, 4)), max_delay=2, initial=True
        )
        synapses = []
        for _ in range(int(rng.integers(1, 3))):
            pair = rng.choice(3, 2, replace=False)
            target = net.neurons[int(rng.integers(len(net.neurons)))]
            source = net.afferents[int(rng.integers(3))]
            synapses.append(Alterable(
                source, target, (net.afferents[pair[0]], net.afferents[pair[1]]),
                int(rng.integers(1, 4)) * (-1 if rng.random() < 0.2 else 1),
                int(rng.integers(1, 3)),
            ))  # fmt: skip
        made = learned(net, synapses)
        for _ in range(6):
            inputs = [frozenset(a for a in net.afferents if rng.random() < 0.4) for _ in range(12)]
            expected = run_altered(net, synapses, inputs)
            history: list[frozenset[str]] = []
            for given in inputs:
                history.append(tick(made.net, history, given))
            for name in net.neurons:
                late = made.delay[name]
                seen = [name in now for now in history]
                assert seen == [False] * late + [name in now for now in expected][: 12 - late]
        for name, formula in altered(net, synapses).items():
            if k % (4 * EVERY) == 0:
                assert verify(made.net, shifted(made, name, formula)).status == "proved"


def shifted(made: Realization, name: str, formula: Formula) -> Property:
    """Return what a formula about neurons says of those that come later."""
    if not any(n in made.delay for n in formula.atoms):
        return Property(name, formula.S(made.delay[name]))
    most = max(made.delay[n] for n in (name, *formula.atoms) if n in made.delay)
    values = {n: atom(n).S(most - d) for n, d in made.delay.items() if d <= most}
    values |= {n: atom(n).S(most) for n in made.net.afferents}
    said = substitute(formula, values)
    if ORIGIN in (formula, *formula.args):  # at the start, which comes later as well
        body = formula.args[1] if formula.args else formula
        said = ORIGIN.S(most) | substitute(body, values) if formula.args else ORIGIN.S(most)
    return Property(None, values[name].iff(said))


def test_figure_1i_learns() -> None:
    net = Net.build().afferent("N1", "N2").neuron("N3", 1).synapse("N2", "N3").net()
    made = learned(net, [Alterable("N1", "N3", ("N1", "N2"))])
    assert made.delay == {"N3": 1}
    figure = nets()["figure-1i"]
    assert compare(figure, made.net, {"N3": "N3"}, {"N3": 1}).status == "proved"


def test_alterable_synapses_that_cannot_be() -> None:
    net = Net.build().afferent("p", "q").neuron("N", 1).synapse("p", "N").net()
    for synapse, message in (
        (Alterable("p", "M", ("p", "q")), "synapses[0]: no neuron is called 'M'; known names: p,"
         " q, N"),
        (Alterable("p", "q", ("p", "q")), "synapses[0]: 'q' is an afferent; target a neuron"),
        (Alterable("p", "N", ("p", "p")), "synapses[0]: the pair is 'p' twice; name two"),
        (Alterable("p", "N", ("p", "q"), 0), "synapses[0]: its delay is 1, its weight 0; delays are"
         " 1 or more, weights not 0"),
        (Alterable("N", "N", ("p", "q")), "the synapse onto N: the cycle N -> gate -> N leaves"
         " no time for its gate; give it a delay of 2 or more"),
    ):  # fmt: skip
        with pytest.raises(InputError) as caught:
            learned(net, [synapse])
        assert str(caught.value) == message
    assert learned(net, [Alterable("N", "N", ("p", "q"), delay=2)]).delay == {"N": 0}


# --- Theorem X


def test_any_formula_is_realized_by_neurons_that_fire_initially() -> None:
    rng = np.random.default_rng(3)
    for k in range(150):
        formula = random_formula(rng, ["p", "q"], size=int(rng.integers(1, 8)), past=True)
        made = realize_past({"OUT": formula})
        late = made.delay["OUT"]
        for _ in range(4):
            inputs = [frozenset(a for a in made.net.afferents if rng.random() < 0.5)
                      for _ in range(12)]  # fmt: skip
            history: list[frozenset[str]] = []
            for given in inputs:
                history.append(tick(made.net, history, given))
            seen = ["OUT" in now for now in history]
            assert seen == [False] * late + evaluate(formula, inputs)[: 12 - late], str(formula)
        if k % 30 == 0:
            verdict = verify(made.net, Property("OUT", formula.S(late)))
            assert verdict.status == "proved"


def test_several_outputs_share_what_they_have_in_common() -> None:
    made = realize_past({"A": "once p", "B": "once p & historically q", "C": "origin", "D": "p"})
    assert made.delay == {"A": 1, "B": 2, "C": 1, "D": 1}
    assert len(made.net.neurons) == 6
    with pytest.raises(InputError) as caught:
        realize_past({"A": "once B", "B": "p"})
    assert str(caught.value) == (
        "B: the output 'B' occurs in a formula; substitute the formula for its name"
    )


@pytest.mark.parametrize(("rest", "length"), [(0, 1), (0, 5), (3, 5), (6, 7)])
def test_clocks(rest: int, length: int) -> None:
    made = clock(rest, length)
    assert made.delay == {"clock": 0}
    history: list[frozenset[str]] = []
    for t in range(4 * length):
        history.append(tick(made.net, history))
        assert ("clock" in history[-1]) is (t % length == rest)
    event = automaton(*read(f"(.^{length})*.^{rest}"))
    assert difference(represented(made.net, "clock"), event) is None
    told = f"clock = S^{rest} origin | S^{length} clock"
    assert verify(made.net, told).status == "proved"


def test_a_rest_that_is_none_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        clock(5, 5)
    assert str(caught.value) == (
        "clock: 5 is no rest modulo 5; give a length from 1 on, and a rest below it"
    )


# --- retiming


def test_drafts_without_time_name_a_cycle() -> None:
    draft = Draft()
    for name in "abc":
        draft.neuron(name, 1)
    draft.excite("a", "b", 1, 1)
    draft.excite("b", "a", 1, 0)
    draft.excite("c", "a", 1, 0)
    made = retime(draft)
    assert isinstance(made, tuple) and set(made) == {"a", "b"}
    draft.excite("b", "a", -1, 0)
    draft.excite("b", "a", 1, 2)
    again = retime(draft)
    assert isinstance(again, Retimed) and again.lags == {"a": 1, "b": 1, "c": 0}
