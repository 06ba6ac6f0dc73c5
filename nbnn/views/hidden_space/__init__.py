"""The data as a hidden layer sees it."""
