"""The demo fleet: simulated phones that drive along the network and send real pings over HTTP."""
