"""How long a test waits for what may hang. Nothing else is measured by it: the machine may be as slow as it likes."""

HANGS = 600  # seconds
