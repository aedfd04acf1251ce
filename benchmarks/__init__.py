"""Side-by-side measurements: what we do and a named peer, in the same run, on the same input, with the same result."""
