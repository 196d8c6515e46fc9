"""The commands behind the Makefile: for contributors, never imported by the site or the snippets."""
