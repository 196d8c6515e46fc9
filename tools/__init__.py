"""The commands behind the Makefile: for contributors, never imported by the snippets.

One BLAS thread for all of them and for what they start, unless told otherwise: matrix products here are
small, and several threads spin more than they compute. NumPy reads this when it is first imported.
"""

import os

for _variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")
