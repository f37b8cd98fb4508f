"""The queue of loads: reports that were sent or watched for, and the worker that loads and publishes them."""
