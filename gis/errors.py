"""The errors that the spatial domain raises; each is also the built-in error nearest to it."""


class GisError(Exception):
    """Base of every error raised on purpose in ``gis``."""


class CoordinateError(GisError, ValueError):
    """A coordinate that cannot be a place on earth, with the value in the message."""


class DataError(GisError, ValueError):
    """Input data (a file, a layer) that cannot be used; the message names the feature."""


class NoRoadError(DataError):
    """An extract that could be read, but has no road that any vehicle may drive."""


class NetworkError(GisError, RuntimeError):
    """A road network that is missing, damaged, or does not match its checksum."""
