"""Where the learner fills in a covered line."""
