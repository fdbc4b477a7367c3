"""Road networks, ferry lanes and closures, and the router made of them."""
