"""Who is recommended, who is sent, and how far they are."""
