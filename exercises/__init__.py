"""Exercises, one module a page: what the page asks, what it accepts, and the mistakes that it knows."""
