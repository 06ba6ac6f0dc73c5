"""What the Stepper shows: the network's diagram, the derivation of one weight, the data and the loss."""
