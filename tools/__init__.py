"""What builds and checks this repository. Not part of the package, never imported by it."""
