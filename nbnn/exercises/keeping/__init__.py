"""What a learner did, kept in few bytes, with one writer at a time."""
