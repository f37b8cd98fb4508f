-- UNVERIFIED: written from ClickHouse's documentation and parsed by its engine in process; there was no server to try it on.
-- A user for Holdfast, row policies for people who look into its tables, and tables for a cluster of shards and replicas.
-- Replace `holdfast` (database), `cluster` and the password.

CREATE DATABASE IF NOT EXISTS holdfast;
CREATE USER IF NOT EXISTS holdfast IDENTIFIED WITH sha256_password BY 'replace this';
GRANT SELECT, INSERT, CREATE TABLE, ALTER DELETE, DROP TABLE ON holdfast.* TO holdfast;
GRANT CREATE DATABASE, DROP DATABASE, CREATE TABLE, CREATE VIEW, DROP TABLE, DROP VIEW, SELECT, INSERT ON `holdfast_slices_*`.* TO holdfast;
GRANT SELECT ON system.tables TO holdfast;
GRANT SELECT ON system.databases TO holdfast;
GRANT KILL QUERY ON *.* TO holdfast;

-- For an analyst of one publisher who may look at usage, never at people: `part` is `<publisher id>/<part id>`.
-- Which of its parts is current is in snapshots/<version>.json.
CREATE ROLE IF NOT EXISTS holdfast_analyst;
GRANT SELECT ON holdfast.usage_2 TO holdfast_analyst;
GRANT SELECT ON holdfast.account_days_2 TO holdfast_analyst;
CREATE ROW POLICY IF NOT EXISTS own_usage ON holdfast.usage_2 USING startsWith(part, '<publisher id>/') TO holdfast_analyst;
CREATE ROW POLICY IF NOT EXISTS own_account_days ON holdfast.account_days_2 USING startsWith(part, '<publisher id>/') TO holdfast_analyst;

-- A cluster: each table as replicated local one and a distributed one of the name that Holdfast asks, sharded so that an account's rows are together.
CREATE TABLE IF NOT EXISTS holdfast.usage_2_local ON CLUSTER cluster (
    part LowCardinality(String), used_on Int32, customer Nullable(Int32), account Int32, offer Int32, plan Nullable(Int32),
    subscription Nullable(Int32), sales_channel Nullable(String), billing_type Nullable(String), currency Nullable(String),
    raw_hours Nullable(Int64), normalized_hours Nullable(Int64), revenue Nullable(Int64), is_trial Nullable(Bool), reference_id Nullable(String)
) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/holdfast/usage_2', '{replica}') ORDER BY (part, offer, account, used_on);
CREATE TABLE IF NOT EXISTS holdfast.usage_2 ON CLUSTER cluster AS holdfast.usage_2_local
ENGINE = Distributed(cluster, holdfast, usage_2_local, cityHash64(part, account));
CREATE TABLE IF NOT EXISTS holdfast.account_days_2_local ON CLUSTER cluster (
    part LowCardinality(String), offer Int32, account Int32, day Int32, n Nullable(Int32), first_day Nullable(Int32), first_month Nullable(Int32),
    month Nullable(Int32), revenue Nullable(Int64), revenue_to_date Nullable(Int64), next_n Nullable(Int32)
) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/holdfast/account_days_2', '{replica}') ORDER BY (part, offer, account, day);
CREATE TABLE IF NOT EXISTS holdfast.account_days_2 ON CLUSTER cluster AS holdfast.account_days_2_local
ENGINE = Distributed(cluster, holdfast, account_days_2_local, cityHash64(part, account));
