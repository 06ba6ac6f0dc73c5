"""The tables: one record for each activation, loss, optimizer, data set …, with all that anyone needs to know of it."""
