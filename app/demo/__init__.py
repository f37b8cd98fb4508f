"""A seeded, invented marketplace, written as the report files its publishers would download."""
