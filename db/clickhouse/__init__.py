"""ClickHouse as the engine that answers: in process (chDB) or a cluster by URL."""
