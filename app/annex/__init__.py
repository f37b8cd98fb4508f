"""A process beside each serving process that answers what has to be looked for under filters: nothing in memory waits for it."""
