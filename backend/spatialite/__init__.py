"""GeoDjango's SpatiaLite backend with the waiting time for locks kept (see ``base``)."""
