"""Make the weights that come along, from data that is named here and doesn't come along."""
