"""The linear state-space model: states that mix, inputs and outputs of any number, and its kernel."""

from numbers import Number

import numpy as np

from snippets.arrays import check_shape, floating
from snippets.convolution.geometry import whole
from snippets.linear_recurrence.loop import linear_recurrence, real_or_complex
from snippets.sequences import check_sequence, or_zeros


def state_space(x, A, B, C, D=None):
    """Run a linear RNN: h_t = A h_{t-1} + B x_t, and read y_t = C h_t + D x_t.

    Shapes: x (T, N, I), A (H, H), B (H, I), C (O, H), D (O, I), zero if None
    -> y (T, N, O). Starts from a state of zero.
    Raises ValueError for shapes that do not go together.
    Source: Gu et al. 2022, arXiv:2111.00396, equation 3.
    """
    x, A, B, C, D = model_arguments(x, A, B, C, D)
    return states(x @ B.T, A) @ C.T + x @ D.T


def states(added, A):
    """Return the state after every step: A times the last, plus what the step adds."""
    h, output = np.zeros_like(added[0]), np.empty_like(added)
    for t in range(len(added)):
        h = output[t] = h @ A.T + added[t]
    return output


def state_space_backward(grad_output, x, A, B, C, D=None):
    """Send the gradient of the outputs back to the arguments: through the transposed model, run backwards.

    Shapes: grad_output (T, N, O) -> grad_x, grad_A, grad_B, grad_C, grad_D, shaped as x, A, B, C, D.
    Raises ValueError as `state_space`, and if grad_output is not shaped as its output.
    """
    has_D = D is not None
    x, A, B, C, D = model_arguments(x, A, B, C, D)
    grad_output, _ = floating(grad_output=grad_output, x=x)
    check_shape("grad_output", grad_output, "(T, N, O)", *x.shape[:2], len(C))
    h = states(x @ B.T, A)
    before = np.concatenate([np.zeros_like(h[:1]), h[:-1]])
    grad_h = states((grad_output @ C)[::-1], A.T)[::-1]
    grad_A, grad_B, grad_C, grad_D = (
        np.tensordot(grad, read, ((0, 1), (0, 1)))
        for grad, read in ((grad_h, before), (grad_h, x), (grad_output, h), (grad_output, x))
    )
    return grad_h @ B + grad_output @ D, grad_A, grad_B, grad_C, grad_D if has_D else None


def state_space_kernel(A, B, C, K, D=None):
    """Return the kernel of a linear RNN: C A**i B for i = 0 ... K - 1, plus D at 0.

    Shapes: A (H, H), B (H, I), C (O, H), D (O, I) -> (K, O, I).
    Raises ValueError for shapes that do not go together, or K below 1.
    Source: Gu et al. 2022, arXiv:2111.00396, equation 5.
    """
    A, B, C, D = matrices(A, B, C, D)
    kernel = np.empty((whole("K", K, 1), *D.shape), A.dtype)
    for i in range(K):
        kernel[i] = C @ B
        B = A @ B
    kernel[0] += D
    return kernel


def diagonalise(A, B, C):
    """Choose coordinates in which every number of the state keeps to itself.

    Shapes: A (H, H), B (H, I), C (O, H) -> the eigenvalues of A (H,), and B, C in
    the coordinates of its eigenvectors, all complex.
    Raises ValueError as `state_space_kernel`, if A has no row, holds NaN or infinity, or has too few
    eigenvectors.
    """
    A, B, C, _ = (matrix.astype(np.result_type(matrix, np.complex64)) for matrix in matrices(A, B, C, None))
    whole("H", len(A), 1)
    if not np.isfinite(A).all():
        raise ValueError("A holds NaN or infinity; expected finite numbers")
    eigenvalues, vectors = np.linalg.eig(A)
    if np.linalg.cond(vectors) > 0.1 / np.sqrt(np.finfo(A.dtype).eps):
        raise ValueError("A has fewer eigenvectors than rows, or nearly; expected as many")
    return eigenvalues, np.linalg.solve(vectors, B), C @ vectors


def diagonal_state_space(x, eigenvalues, B, C):
    """Run a linear RNN whose states keep to themselves; return the real part.

    Shapes: x (T, N, I), eigenvalues (H,), B (H, I), C (O, H) -> y (T, N, O).
    Raises ValueError for shapes that do not go together.
    Source: Gu et al. 2022, arXiv:2206.11893, section 3.
    """
    (x,) = floating(x=x)
    _, _, inputs = check_sequence(x)
    eigenvalues, B, C = real_or_complex(eigenvalues=eigenvalues, B=B, C=C)
    check_shape("eigenvalues", eigenvalues, "(H,)")
    check_shape("B", B, "(H, I)", len(eigenvalues), inputs)
    check_shape("C", C, "(O, H)", None, len(eigenvalues))
    return (linear_recurrence(x @ B.T, eigenvalues) @ C.T).real


def oscillator(eigenvalue):
    """Return A, B, C whose kernel is the real part of eigenvalue**i: decay and a wave.

    Each step turns two numbers of state by the eigenvalue's angle, and scales them by
    its size; the eigenvalues of A are this one and its conjugate.
    Shapes: a number, real or complex -> A (2, 2), B (2, 1), C (1, 2).
    Raises ValueError for anything else.
    """
    if not isinstance(eigenvalue, Number):
        raise ValueError(f"eigenvalue is {eigenvalue!r}; expected a number, real or complex")
    real, imaginary = float(eigenvalue.real), float(eigenvalue.imag)
    A = np.array([[real, -imaginary], [imaginary, real]])
    return A, np.array([[1.0], [0.0]]), np.array([[1.0, 0.0]])


# --8<-- [start:delay_line]
def delay_line(kernel):
    """Return A, B, C of the linear RNN that is this window: its state is the past.

    Shapes: kernel (K,), the newest input's weight first -> A (K, K), B (K, 1), C (1, K).
    Raises ValueError for another rank, or no weight.
    """
    (kernel,) = floating(kernel=kernel)
    check_shape("kernel", kernel, "(K,)")
    K = whole("K", len(kernel), 1)
    A = np.eye(K, k=-1, dtype=kernel.dtype)  # every number moves on by one place
    B = np.eye(K, 1, dtype=kernel.dtype)  # the input takes the first
    return A, B, kernel[None]
    # --8<-- [end:delay_line]


def model_arguments(x, A, B, C, D):
    """Check what a model was given; return it as arrays of one dtype, with zeros for no D."""
    x, A, B, C, D = floating(x=x, A=A, B=B, C=C, D=D)
    A, B, C, D = matrices(A, B, C, D)
    check_sequence(x)
    check_shape("x", x, "(T, N, I)", None, None, B.shape[1])
    return x, A, B, C, D


def matrices(A, B, C, D):
    """Check the matrices of a model; return them as arrays of one dtype, with zeros for no D."""
    A, B, C, D = floating(A=A, B=B, C=C, D=D)
    check_shape("A", A, "(H, H)")
    H = len(A)
    check_shape("A", A, "(H, H)", H, H)
    check_shape("B", B, "(H, I)", H, None)
    check_shape("C", C, "(O, H)", None, H)
    return A, B, C, or_zeros("D", D, "(O, I)", (len(C), B.shape[1]), A.dtype)
