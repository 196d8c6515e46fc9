"""NumPy programs that the pages show and run; each module is one topic."""
