"""The linear recurrence as a convolution: its kernel, a window over the past, and the same by Fourier."""

from numbers import Number

import numpy as np

from snippets.arrays import check_shape, floating
from snippets.convolution import conv1d, conv1d_backward
from snippets.convolution.fourier import smooth
from snippets.convolution.geometry import whole
from snippets.linear_recurrence.loop import real_or_complex
from snippets.sequences import check_sequence


def powers(a, K):
    """Return the kernel of a linear recurrence: 1, a, a**2, ... for K steps.

    Shapes: a (D,) -> (K, D). Real or complex.
    Raises ValueError for another rank, or K below 1.
    """
    (a,) = real_or_complex(a=a)
    check_shape("a", a, "(D,)")
    return (a ** np.arange(whole("K", K, 1))[:, None]).astype(a.dtype, copy=False)


# --8<-- [start:causal_convolution]
def causal_convolution(x, kernel):
    """Weigh each input by how long ago it was: y_t = sum of kernel[i] x_{t-i}.

    Shapes: x (T, N, D), kernel (K, D), one for each channel, or (K, O, I), which
    mixes channels, all if I is D, otherwise in D / I groups -> (T, N, O).
    Raises ValueError for shapes that do not go together, real numbers only.
    Source: Gu et al. 2021, arXiv:2110.13985, the view as a convolution; `conv1d` of a CNN.
    """
    x, filters, groups = convolution_arguments(x, kernel)
    signals = x.transpose(1, 2, 0)  # (N, D, T): time is the axis of the image
    y = conv1d(signals, filters, padding="causal", groups=groups)
    return y.transpose(2, 0, 1)
    # --8<-- [end:causal_convolution]


def causal_convolution_backward(grad_output, x, kernel):
    """Send the gradient of the convolution back to its arguments: both are correlations, which look ahead.

    Shapes: grad_output (T, N, O) -> grad_x, grad_kernel, shaped as x, kernel.
    Raises ValueError as `causal_convolution`, and if grad_output is not shaped as its output.
    Source: Goodfellow, Bengio, Courville, Deep Learning, eq. 9.11 and 9.13, on one axis.
    """
    grad_output, _, _ = floating(grad_output=grad_output, x=x, kernel=kernel)
    shape = np.shape(kernel)
    x, filters, groups = convolution_arguments(x, kernel)
    check_shape("grad_output", grad_output, "(T, N, O)", *x.shape[:2], len(filters))
    grad_signals, grad_filters, _ = conv1d_backward(
        grad_output.transpose(1, 2, 0), x.transpose(1, 2, 0), filters, padding="causal", groups=groups
    )
    return grad_signals.transpose(2, 0, 1), grad_filters.transpose(2, 0, 1)[::-1].reshape(shape)


def causal_convolution_fft(x, kernel):
    """Convolve by one product a frequency, however long the kernel is.

    Shapes, errors: as `causal_convolution`. NaN and infinity reach every step of their own sequence.
    Source: Gu et al. 2022, arXiv:2111.00396, section 2.4.
    """
    x, filters, groups = convolution_arguments(x, kernel)
    spectrum, signal = transforms(len(x), filters.shape[2])
    Y = np.einsum("fngi,fgoi->fngo", spectrum(by_group(x, groups)), spectrum(as_kernel(filters, groups)))
    return signal(Y, len(x)).reshape(*x.shape[:2], len(filters)).astype(x.dtype, copy=False)


def causal_convolution_fft_backward(grad_output, x, kernel):
    """Send the gradient back by products of frequencies too: a correlation is a product with the conjugate.

    Shapes, errors: as `causal_convolution_backward`.
    Source: Mathieu, Henaff, LeCun 2013, arXiv:1312.5851, section 2.
    """
    grad_output, _, _ = floating(grad_output=grad_output, x=x, kernel=kernel)
    shape = np.shape(kernel)
    x, filters, groups = convolution_arguments(x, kernel)
    check_shape("grad_output", grad_output, "(T, N, O)", *x.shape[:2], len(filters))
    K = filters.shape[2]
    spectrum, signal = transforms(len(x), K)
    G, X = spectrum(by_group(grad_output, groups)), spectrum(by_group(x, groups))
    weights = spectrum(as_kernel(filters, groups))
    grad_x = signal(np.einsum("fngo,fgoi->fngi", G, weights.conj()), len(x))
    grad_kernel = signal(np.einsum("fngo,fngi->fgoi", G, X.conj()), K)
    return tuple(
        grad.reshape(wanted).astype(x.dtype, copy=False)
        for grad, wanted in ((grad_x, x.shape), (grad_kernel, shape))
    )


def window_for(a, share):
    """Count the steps until what is left of an input's weight is at most `share`.

    With that window, no answer is wrong by more than this share of the largest
    answer possible, max|x| / (1 - |a|).
    Shapes: a number, real or complex, of size below 1 -> a whole number.
    Raises ValueError for another `a`, or a share not between 0 and 1.
    """
    if not isinstance(a, Number) or not abs(a) < 1:
        raise ValueError(f"a is {a!r}; expected a number of a size below 1, else it never fades")
    if not isinstance(share, Number) or not 0 < share < 1:
        raise ValueError(f"share is {share!r}; expected a number between 0 and 1")
    too_few, enough = 0, 1
    while abs(a) ** enough > share:
        too_few, enough = enough, 2 * enough
    while enough - too_few > 1:
        middle = (too_few + enough) // 2
        if abs(a) ** middle > share:
            too_few = middle
        else:
            enough = middle
    return enough


def convolution_arguments(x, kernel):
    """Check what a convolution was given; return x, the kernel as `conv1d` has filters, and the groups.

    A kernel starts at the newest input; a filter, which `conv1d` slides without turning it, ends there.
    """
    x, kernel = floating(x=x, kernel=kernel)
    _, _, D = check_sequence(x)
    if np.ndim(kernel) == 2:
        check_shape("kernel", kernel, "(K, D)", None, D)
        kernel = kernel[:, :, None]
    check_shape("kernel", kernel, "(K, D) or (K, O, I)", None, None, None)
    _, O, I = kernel.shape  # noqa: E741 - as in the shapes above
    if 0 in kernel.shape or D % I or O % (D // I):
        raise ValueError(
            f"kernel has shape {kernel.shape}; expected (K, O, I) with I a divisor of D = {D}, "
            "O a multiple of D / I, and at least one step"
        )
    return x, kernel[::-1].transpose(1, 2, 0), D // I


def by_group(x, groups):
    T, N, D = x.shape
    return x.reshape(T, N, groups, D // groups)


def as_kernel(filters, groups):
    """Turn the filters back into a kernel, by group: (O, I, K) to (K, groups, O / groups, I)."""
    kernel = filters.transpose(2, 0, 1)[::-1]
    K, O, I = kernel.shape  # noqa: E741
    return kernel.reshape(K, groups, O // groups, I)


def transforms(T, K):
    """Return the transform along time, and the way back to so many steps, with room for all T + K - 1."""
    room = smooth(T + K - 1)  # what a circular product carries over the end would come in at the start

    def spectrum(signals):
        return np.fft.rfft(signals, room, axis=0)

    def signal(products, steps):
        return np.fft.irfft(products, room, axis=0)[:steps]

    return spectrum, signal
