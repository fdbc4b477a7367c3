"""Commands of the live demo."""
