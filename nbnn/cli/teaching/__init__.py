"""What teachers call from a shell: grading, hand-outs, reset, a new lesson."""
