"""LossLab and its views."""
