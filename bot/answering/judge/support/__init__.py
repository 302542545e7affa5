"""Do these quotes support this sentence? One interface, three judges, and the attribution that asks them."""
