"""HTTP of recommendations, assignments, what crews must hear, and what places suggest."""
