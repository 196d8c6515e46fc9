"""Recurrent cells beside PyTorch."""

from tools.operations.kit import Operation

OPERATIONS: list[Operation] = []
