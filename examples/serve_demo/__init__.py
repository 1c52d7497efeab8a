"""A wiki, the scoring service and precaching on this machine, to look at: ``make serve-demo``."""
