"""What LossLab shows: losses on the margin axis, and softmax."""
