"""Builds on a real cluster of Spark: one master and two workers on this machine."""
