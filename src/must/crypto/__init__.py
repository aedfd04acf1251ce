"""Sealing, envelope encryption, key rings and the secrets of personal links. It knows bytes and keys, and not what they mean."""
