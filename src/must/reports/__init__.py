"""Renderings of a publication: they see nothing else, so they can show nothing that it doesn't hold."""
