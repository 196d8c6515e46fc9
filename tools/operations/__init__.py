"""What `make bench` times: every operation, beside PyTorch and other NumPy code.

A line of the table is an `Operation` in the `OPERATIONS` of its topic's file; here they are joined, in the
order in which the table shows them.
"""

from tools.operations import convolution, ctc, looking, pooling, recurrence, training

OPERATIONS = [
    operation
    for topic in (convolution, recurrence, ctc, looking, pooling, training)
    for operation in topic.OPERATIONS
]
