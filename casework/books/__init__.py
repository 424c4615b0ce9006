"""Where the rows of casework's ledgers are kept."""
