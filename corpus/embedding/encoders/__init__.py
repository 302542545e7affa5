"""What runs an embedding model: each kind of model has its own library."""
