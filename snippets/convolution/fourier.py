"""The convolutional layer by Fourier transform: for large kernels, whose size it hardly feels."""

import numpy as np

from snippets.arrays import check_shape, floating
from snippets.convolution.geometry import inside, pad
from snippets.convolution.layer import geometry


def conv2d_fft(x, weight, bias=None, *, padding=0, groups=1):
    """Correlate every image with every filter: one product a frequency, whatever the kernel's size.

    Shapes, padding, errors: as `conv2d`, without stride and dilation. NaN and infinity reach every place of
    their own image, for each frequency looks at all of it, and no place of another.
    Source: Mathieu, Henaff, LeCun 2013, Fast training of convolutional networks through FFTs,
    arXiv:1312.5851, section 2.
    """
    x, weight, bias = floating(x=x, weight=weight, bias=bias)
    (OH, OW), layout = geometry(2, x, weight, bias, 1, padding, 1, groups)
    x, weight = by_groups(pad(x, layout.padding), weight, groups)
    spectrum, image = transforms(x)
    out = 0
    for c in range(x.shape[2]):
        # The complex conjugate turns the kernel: without it this would be a true convolution.
        out = out + spectrum(x[:, :, None, c]) * spectrum(weight[:, :, c]).conj()
    out = image(out, OH, OW).reshape(len(x), -1, OH, OW)
    return out if bias is None else out + bias[:, None, None]


def conv2d_fft_backward(grad_output, x, weight, bias=None, *, padding=0, groups=1):
    """Send the gradient of `conv2d_fft`'s output back to its arguments, by one product a frequency too.

    Shapes: grad_output (N, C_out, OH, OW) -> grad_x, grad_weight, grad_bias, shaped as x, weight, bias.
    Raises ValueError as `conv2d_fft`, and if grad_output is not shaped as its output.
    Source: Mathieu, Henaff, LeCun 2013, arXiv:1312.5851, section 2.
    """
    grad_output, x, weight, bias = floating(grad_output=grad_output, x=x, weight=weight, bias=bias)
    out_sizes, layout = geometry(2, x, weight, bias, 1, padding, 1, groups)
    check_shape("grad_output", grad_output, "(N, C_out, OH, OW)", len(x), len(weight), *out_sizes)
    grad_bias = None if bias is None else grad_output.sum(axis=(0, 2, 3))
    padded = pad(x, layout.padding)
    x, weight = by_groups(padded, weight, groups)
    spectrum, image = transforms(x)
    grad = spectrum(grad_output.reshape(len(x), groups, -1, *out_sizes))
    grad_padded, grad_weight = np.empty_like(x), np.empty_like(weight)
    for c in range(x.shape[2]):
        grad_padded[:, :, c] = image((grad * spectrum(weight[:, :, c])).sum(axis=2), *x.shape[3:])
        grad_weight[:, :, c] = image(
            (spectrum(x[:, :, None, c]) * grad.conj()).sum(axis=0), *weight.shape[3:]
        )
    grad_x = inside(grad_padded.reshape(padded.shape), layout.padding)
    return grad_x, grad_weight.reshape(-1, *weight.shape[2:]), grad_bias


def by_groups(x, weight, groups):
    """View x as (N, groups, C_in/groups, H, W) and weight as (groups, C_out/groups, C_in/groups, KH, KW)."""
    return (
        x.reshape(len(x), groups, -1, *x.shape[2:]),
        weight.reshape(groups, -1, *weight.shape[1:]),
    )


def transforms(x):
    """Return the Fourier transform of maps at most as large as those of x, and the way back.

    What sticks out at one end of a circular product comes in at the other: at places that are cut off here.
    """
    sizes = [smooth(size) for size in x.shape[-2:]]

    def spectrum(maps):
        return np.fft.rfft2(maps, sizes)

    def image(products, H, W):
        return np.fft.irfft2(products, sizes)[..., :H, :W].astype(x.dtype, copy=False)

    return spectrum, image


def smooth(size):
    """Return the least length from `size` on without a prime factor above 5: the transform's fast ones."""
    while True:
        rest = size
        for prime in (2, 3, 5):
            while rest % prime == 0:
                rest //= prime
        if rest == 1:
            return size
        size += 1
