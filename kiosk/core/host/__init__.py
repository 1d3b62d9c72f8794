"""The plugin host: finds plugins, reads what they declare before importing them, loads and calls each under
guard."""
