"""What every lab is made of: its box, its fields, and what is shown without widgets."""
