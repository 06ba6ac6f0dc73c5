"""What makes the documentation and its pictures: `./run docs` and `./run pictures`."""
