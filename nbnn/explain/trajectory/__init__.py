"""What TrajectoryLab shows: paths on a curve or a surface."""
