"""The baseline of a GraphQL service that is generated from a database: PostGraphile over PostgreSQL."""
