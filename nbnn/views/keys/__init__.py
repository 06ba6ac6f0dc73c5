"""The piece that keeps a lab's keys in the lab."""
