"""One module per published format."""
