"""Reading an answer, judging it, and naming the mistake."""
