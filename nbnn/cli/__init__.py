"""What the command `nbnn` does: lessons for a learner, pages, a check of what is installed, and what teachers need."""
