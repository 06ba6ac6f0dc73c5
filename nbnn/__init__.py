"""See and do how a neural network learns: networks, losses and SGD in NumPy; the labs load on first use."""
