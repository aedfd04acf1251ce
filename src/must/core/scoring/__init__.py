"""From answers to scale scores and bands, as array operations on whole numbers."""
