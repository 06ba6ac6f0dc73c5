"""What GraphLab shows: a graph's layout and its recording."""
