"""Invents publishers of any size: who buys what, and uses it on which days, as plain tables."""
