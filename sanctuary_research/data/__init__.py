"""What we know: the data package, its loaders and the labels made from it."""
