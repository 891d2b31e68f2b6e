"""Letters as data, and what is made of them: text, PDF, XARF. Pure: no database, no key, no clock, no Django."""
