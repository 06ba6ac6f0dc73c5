"""SGD: one update, a recorded run, a training with validation, many runs at once, and how they are saved."""
