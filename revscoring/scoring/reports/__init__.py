"""Reports and cards of models."""
