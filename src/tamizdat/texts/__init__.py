"""Source texts: formats, segments, and msgstrs put back into them."""
