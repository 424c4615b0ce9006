"""What a demo portal is filled with: ledgers, plans, photos; all through the portal's own doors."""
