"""The public site: what a reporter meets. It holds no private key and no way to the staff side."""
