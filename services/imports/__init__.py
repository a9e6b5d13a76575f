"""Files about services and roll-outs from other systems."""
