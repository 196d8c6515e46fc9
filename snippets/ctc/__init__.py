"""CTC, connectionist temporal classification: the loss when nobody knows which frame shows which label."""

from snippets.ctc.decoding import beam_search_decode, greedy_decode
from snippets.ctc.loss import class_shares, ctc_loss, ctc_loss_backward, ctc_loss_with_backward, forward
from snippets.ctc.paths import collapse, count_alignments, ctc_loss_naive, minimum_length

__all__ = [
    "beam_search_decode",
    "class_shares",
    "collapse",
    "count_alignments",
    "ctc_loss",
    "ctc_loss_backward",
    "ctc_loss_naive",
    "ctc_loss_with_backward",
    "forward",
    "greedy_decode",
    "minimum_length",
]
