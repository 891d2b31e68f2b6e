"""PostgreSQL as several parties see it: a database role for each face, and what each may do (decision 0027)."""
