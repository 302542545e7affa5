"""What every face shares: corpora by name, limits, the queue, stored answers, logs, metrics."""
