"""What every face shares: layout, parts, and the doors a request passes before any view."""
