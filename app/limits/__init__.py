"""What one request may ask and one token may spend, decided before any work is done."""
