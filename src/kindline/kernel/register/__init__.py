"""The organisation's registers: erasures, legal holds, requests of persons, lawful disclosures, and what every field is
kept for. Every duty's reports and cases meet here by id alone."""
