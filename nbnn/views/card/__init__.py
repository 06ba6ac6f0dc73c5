"""The derivation card."""
