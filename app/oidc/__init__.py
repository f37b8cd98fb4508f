"""Members of an OpenID Connect provider: their tokens, its keys, and codes traded for a session."""
