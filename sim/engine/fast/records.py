"""What Python and the compiled code tell each other: records of words, by position."""

from enum import IntEnum, auto


class _Record(IntEnum):
    @staticmethod
    def _generate_next_value_(name: str, start: int, count: int, last: list[int]) -> int:  # noqa: ARG004
        return count


class Group(_Record):
    """Neurons of one shape, in consecutive rows."""

    KERNEL = auto()  # the address of its code
    TABLE = auto()  # [neurons, inputs / 2], two in each word, see neurons.py
    FIRST = auto()  # its first row, in words behind that of the slot
    NEURONS = auto()
    ADDED = auto()  # [neurons] 2^bits - bar
    RING = auto()  # words of all slots together
    STEPS = auto()  # [steps, 4] for the interpreter: op, a, b, to
    LENGTH = auto()  # how many steps
    INPUTS = auto()  # how many, an even number


class Chance(_Record):
    """Afferents that fire by chance."""

    ROWS = auto()
    PLACES = auto()  # [rows] where each stands, in words behind the slot
    NUMBERS = auto()  # [rows] its number among the afferents
    RATES = auto()  # [rows] in units of 2^-53, neither 0 nor 1
    PAIRS = auto()  # [rows] how many pairs of digits are drawn for all runs
    SEED = auto()
    BLOCK = auto()


class Apart(_Record):
    """Runs that go on by themselves: rows of each."""

    COUNTERS = auto()
    NUMBERS = auto()  # their afferents
    RATES = auto()  # the digits that are left of them
    PLACES = auto()  # where their words stand, behind the slot
    BITS = auto()  # theirs alone set


class Job(_Record):
    """One block of 512 runs."""

    TICK = auto()  # the next
    TICKS = auto()  # how many to run now
    RING = auto()  # [slots, rows, 8]
    SLOTS = auto()
    STRIDE = auto()  # words of a slot
    GROUPS = auto()
    GROUP = auto()  # the first of their records
    SCRATCH = auto()  # room for the interpreter's planes
    SILENT = auto()  # the first row of those that never fire, in words behind the slot
    SILENT_ROWS = auto()
    GIVEN = auto()  # how many rows are given
    GIVEN_PLACES = auto()  # [given] where, in words behind the slot
    GIVEN_WORDS = auto()  # [ticks, given, 8]
    CERTAIN = auto()  # how many rows always fire
    CERTAIN_PLACES = auto()
    CHANCE = auto()  # the record
    COUNTED_FROM = auto()  # ticks before it are not counted
    COUNTED = auto()  # how many rows are counted, from the first
    WINDOW = auto()  # how many ticks are counted at once
    HELD = auto()  # [levels, counted, 8], see tally.py
    WAITING = auto()  # likewise
