"""Other people's ways to compute the same, for `make bench` to compare with; a topic a file."""
