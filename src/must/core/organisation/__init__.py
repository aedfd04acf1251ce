"""An enterprise as a tree of units, and the files that tell of it."""
