"""Federation: queries that ask other endpoints, as far as whoever runs the server allows it."""
