"""Pages: the lists, one station, one service point."""
