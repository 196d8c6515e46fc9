"""How far back a TCN sees: by formula, and as the list of windows that `snippets.receptive_field` counts."""

from snippets.convolution.geometry import whole


def tcn_receptive_field(kernel_size, levels, *, convs=2):
    """Count the steps that one output sees, its own included.

    The dilations of the levels, 1 + 2 + 4 + ..., add up to 2**levels - 1, and each of a
    level's convolutions looks `kernel_size - 1` times its dilation further back.
    Shapes: three whole numbers -> a number of steps.
    Raises ValueError for anything but whole numbers, of at least 1.
    Source: Bai, Kolter, Koltun, arXiv:1803.01271, section 3, dilated convolutions; with two a
    level as in their figure 1.
    """
    kernel_size, levels, convs = check_stack(kernel_size, levels, convs)
    return 1 + convs * (kernel_size - 1) * (2**levels - 1)


def tcn_windows(kernel_size, levels, *, convs=2):
    """List a TCN's convolutions as (kernel_size, stride, padding, dilation), for `receptive_field`.

    Errors: as `tcn_receptive_field`.
    """
    kernel_size, levels, convs = check_stack(kernel_size, levels, convs)
    dilations = [2**i for i in range(levels) for _ in range(convs)]
    return [(kernel_size, 1, (d * (kernel_size - 1), 0), d) for d in dilations]


def levels_for(steps, kernel_size, *, convs=2):
    """Count the levels that it takes to see so many steps: the fewest whose receptive field holds them.

    Raises ValueError as `tcn_receptive_field`, and for a kernel of 1, which never sees more than one step.
    """
    steps, kernel_size = whole("steps", steps, 1), whole("kernel_size", kernel_size, 2)
    levels = 1
    while tcn_receptive_field(kernel_size, levels, convs=convs) < steps:
        levels += 1
    return levels


def check_stack(kernel_size, levels, convs):
    return whole("kernel_size", kernel_size, 1), whole("levels", levels, 1), whole("convs", convs, 1)
