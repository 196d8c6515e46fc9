"""What it costs to look at a sequence: multiply-adds, steps in turn, paths, and what must be kept.

One sequence of n positions, d numbers at each, as many come out; windows of k. Counted as in the papers:
products with matrices. Biases, activations, and what multiplies number by number, as gates do, are left out.

`python -m snippets.cost --n 1024 --d 512 --k 3` prints the table for your own sizes.
"""

import argparse
from collections import namedtuple

from snippets.convolution.geometry import whole
from snippets.tcn import levels_for, tcn_receptive_field

# multiply_adds, to look at the whole sequence; steps, products of which each waits for the last; path, how
# often the first input is handed on until it is in the last output, None where no way leads there; kept, how
# many numbers stay in memory for the way back, the input among them. Where inputs come one by one: state, how
# many numbers stay in memory from one to the next, and per_input, the multiply-adds that one more takes.
Cost = namedtuple("Cost", "multiply_adds steps path kept state per_input")


# --8<-- [start:windows]
def convolution(n, d, k):
    """One causal layer: a window of k positions, at all places at once."""
    path = 1 if k >= n else None
    return Cost(n * k * d**2, 1, path, n * d, (k - 1) * d, k * d**2)


def plain_layers(n, k):
    """Count the layers after which the last output sees the first input."""
    return max(1, -(-(n - 1) // (k - 1)))


def plain_stack(n, d, k):
    """As many such layers as it takes to see the whole sequence."""
    return stack(n, d, k, plain_layers(n, k), (k - 1) * plain_layers(n, k))


def tcn(n, d, k):
    """The same with dilations 1, 2, 4 ..., one convolution a level."""
    levels = levels_for(n, k, convs=1)
    return stack(n, d, k, levels, tcn_receptive_field(k, levels, convs=1) - 1)


def stack(n, d, k, layers, past):
    per_input = layers * k * d**2
    return Cost(n * per_input, layers, layers, layers * n * d, past * d, per_input)
    # --8<-- [end:windows]


# --8<-- [start:sequences]
def recurrent(n, d, blocks, kept, states):
    """A loop: `blocks` products with the input, as many with the state."""
    per_input = 2 * blocks * d**2
    return Cost(n * per_input, n, n, kept * n * d, states * d, per_input)


def rnn(n, d):
    return recurrent(n, d, blocks=1, kept=2, states=1)  # kept: x, h


def gru(n, d):
    return recurrent(n, d, blocks=3, kept=6, states=1)  # x, h, r, z, n and one sum


def lstm(n, d):
    return recurrent(n, d, blocks=4, kept=7, states=2)  # x, h, c, i, f, g, o


def linear_scan(n, d):
    """A linear recurrence, d x d into its state and out of it, by a scan in pairs.

    The state itself takes no matrix: n d products by the loop, about
    2 n d log2(n) by the scan. Of the loop it has state and cost per input.
    """
    rounds = max(1, (n - 1).bit_length())  # log2(n), rounded up
    return Cost(2 * n * d**2, 1 + rounds + 1, rounds, 2 * n * d, d, 2 * d**2)


def attention(n, d):
    """Self-attention, one head: four d x d products at each place, and all pairs twice."""
    pairs = n**2
    multiply_adds = 4 * n * d**2 + 2 * pairs * d
    steps = 4  # into queries, keys and values; scores; averages; out of them
    return Cost(multiply_adds, steps, 1, 5 * n * d + pairs, 2 * n * d, 4 * d**2 + 2 * n * d)
    # --8<-- [end:sequences]


def costs(n, d, k):
    """Return what each way of looking costs: {name: Cost}.

    Units: numbers and multiply-adds. Raises ValueError unless n and d are whole numbers of at least 1, and k
    of at least 2: a window of 1 sees no neighbour.
    """
    n, d, k = whole("n", n, 1), whole("d", d, 1), whole("k", k, 2)
    return {
        "convolution": convolution(n, d, k),
        f"convolution × {plain_layers(n, k)}": plain_stack(n, d, k),
        f"TCN, {levels_for(n, k, convs=1)} levels": tcn(n, d, k),
        "RNN": rnn(n, d),
        "GRU": gru(n, d),
        "LSTM": lstm(n, d),
        "linear, scan": linear_scan(n, d),
        "attention": attention(n, d),
    }


def table(n, d, k):
    """Return the costs as text, a line for each way of looking. Errors: as `costs`."""
    lines = [("", "multiply-adds", "steps", "path", "kept", "state", "per input")]
    for name, cost in costs(n, d, k).items():
        lines.append((name, *map(short, cost)))
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join([line[0].ljust(widths[0]), *map(str.rjust, line[1:], widths[1:])]) for line in lines
    )


def short(number):
    """Write a count as the table does: in full below 10,000, else with three digits."""
    if number is None:
        return "none"
    return str(number) if number < 10_000 else f"{number:.2e}".replace("e+0", "e").replace("e+", "e")


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m snippets.cost", description=__doc__.split("\n\n")[0])
    parser.add_argument("--n", type=int, default=1024, help="positions of the sequence (1024)")
    parser.add_argument("--d", type=int, default=512, help="numbers at each position (512)")
    parser.add_argument("--k", type=int, default=3, help="positions in a window (3)")
    given = parser.parse_args(arguments)
    try:
        print(table(given.n, given.d, given.k))
    except ValueError as error:
        parser.error(str(error))


if __name__ == "__main__":
    main()
