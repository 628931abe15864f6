"""From the events of a call, a ticket or a transaction to its one row: SQL over stored and new events.

The print of a derived row is the sum of its events' prints modulo 2^64, so that it changes when,
and only when, an event came, went or changed.
"""

from __future__ import annotations

from sawt.facts.derived import print_sum
from sawt.facts.engine import empty_of
from sawt.facts.schema import source_columns

_FIRST = 'first({0} ORDER BY "at", sequence) FILTER (WHERE {0} IS NOT NULL)'
_END = "('abandoned', 'left_by_key', 'timed_out', 'left_empty', 'withdrawn', 'blocked', 'out_of_hours')"


def _first(column: str) -> str:
    return _FIRST.format(column)


def _seconds(start: str, end: str) -> str:
    return f"CAST(epoch({end}) - epoch({start}) AS INTEGER)"


# A transfer or a second queue does not make a second call: the first answer decides, else the last
# ending; a call whose end the log does not hold is `system`, so that the partition stays whole.
_CALLS = f"""
WITH calls AS (
  SELECT name, contact, {_first("local_date")} AS local_date,
    min("at") AS started_at,
    min("at") FILTER (WHERE type = 'entered') AS entered_at,
    min("at") FILTER (WHERE type = 'connected') AS answered_at,
    max("at") AS ended_at,
    first(wait_s ORDER BY "at", sequence) FILTER (WHERE type = 'connected') AS connect_wait,
    last(wait_s ORDER BY "at", sequence) FILTER (WHERE type IN {_END}) AS end_wait,
    last(type ORDER BY "at", sequence) FILTER (WHERE type IN {_END}) AS end_type,
    max("at") FILTER (WHERE type IN {_END}) AS end_at,
    sum(talk_s) AS talk_s,
    first(agent ORDER BY "at", sequence) FILTER (WHERE type = 'connected') AS agent,
    {_first("queue")} AS queue, {_first("customer")} AS customer, {_first("service")} AS service,
    {_first("channel")} AS channel, {_first("hall")} AS hall, {_first("language")} AS language,
    {_first("segment")} AS segment,
    last(wrap_up_code ORDER BY "at", sequence) FILTER (WHERE wrap_up_code IS NOT NULL) AS wrap_up_code,
    {print_sum("print_hi")} AS print_hi, {print_sum("print_lo")} AS print_lo
  FROM touched GROUP BY name, contact
), queued AS (
  -- A log that begins in the middle of a call may hold only its second queue: that entry is no beginning.
  SELECT *, CASE WHEN entered_at <= coalesce(answered_at, end_at, entered_at) THEN entered_at END AS queued_at
  FROM calls
)
SELECT name, contact AS external_id, 'call' AS touchpoint, 'inbound' AS direction, started_at, local_date,
  queued_at, answered_at, ended_at,
  CASE WHEN answered_at IS NOT NULL AND queued_at IS NULL THEN connect_wait
       WHEN answered_at IS NOT NULL THEN {_seconds("queued_at", "answered_at")}
       WHEN end_type IS NOT NULL AND queued_at IS NULL THEN end_wait
       WHEN end_type IS NOT NULL THEN {_seconds("queued_at", "end_at")} END AS wait_s,
  CAST(talk_s AS INTEGER) AS talk_s,
  CASE WHEN answered_at IS NOT NULL THEN 'answered'
       WHEN end_type = 'abandoned' THEN 'abandoned'
       WHEN end_type = 'left_by_key' THEN 'escaped'
       WHEN end_type IN ('timed_out', 'left_empty') THEN 'overflow'
       WHEN end_type IN ('blocked', 'out_of_hours') THEN end_type
       ELSE 'system' END AS outcome,
  CASE WHEN answered_at IS NOT NULL THEN 'connected'
       ELSE coalesce(end_type, 'no_end_seen') END AS outcome_basis,
  queue, hall, agent, customer, segment, service, coalesce(channel, 'phone') AS channel, language,
  wrap_up_code, print_hi, print_lo
FROM queued
"""

_MATTER = f"""
  SELECT name, contact AS external_id, {_first("local_date")} AS local_date,
    coalesce(min("at") FILTER (WHERE type = 'opened'), min("at")) AS started_at,
    min("at") FILTER (WHERE type IN ('taken', 'responded')) AS first_response_at,
    max("at") FILTER (WHERE type = 'resolved') AS resolved_at,
    max("at") FILTER (WHERE type = 'closed') AS closed_at,
    max("at") FILTER (WHERE type = 'withdrawn') AS withdrawn_at,
    max("at") FILTER (WHERE type = 'reopened') AS reopened_at,
    max("at") AS last_at,
    last(source_type ORDER BY "at", sequence) AS status,
    last(source_type ORDER BY "at", sequence)
      FILTER (WHERE type IN ('closed', 'resolved', 'withdrawn')) AS end_event,
    CAST(count(*) FILTER (WHERE type = 'reopened') AS INTEGER) AS reopened,
    {_first("agent")} AS agent, {_first("queue")} AS queue, {_first("customer")} AS customer,
    {_first("service")} AS service, {_first("channel")} AS channel, {_first("hall")} AS hall,
    {_first("language")} AS language, {_first("segment")} AS segment,
    {print_sum("print_hi")} AS print_hi, {print_sum("print_lo")} AS print_lo
  FROM touched GROUP BY name, contact
"""

_TICKETS = f"""
SELECT name, external_id, 'ticket' AS touchpoint, 'inbound' AS direction, started_at, local_date,
  last_at AS ended_at, first_response_at, resolved_at, coalesce(closed_at, withdrawn_at) AS closed_at,
  reopened, reopened_at, agent, queue, customer, service, channel, hall, language, segment, status,
  print_hi, print_lo
FROM ({_MATTER})
"""

# A run that was reopened after its last end is running again until it ends anew.
_REOPENED = "reopened_at > greatest(closed_at, resolved_at)"
_TRANSACTIONS = f"""
SELECT name, external_id, started_at, local_date, service, channel, hall, segment, customer, agent, language,
  CASE WHEN {_REOPENED} THEN withdrawn_at
       ELSE coalesce(withdrawn_at, closed_at, resolved_at) END AS ended_at,
  CASE WHEN withdrawn_at IS NOT NULL THEN 'withdrawn'
       WHEN {_REOPENED} THEN NULL
       WHEN coalesce(closed_at, resolved_at) IS NOT NULL THEN 'completed' END AS outcome,
  end_event, status, print_hi, print_lo
FROM ({_MATTER})
"""

# What a kind of event log makes, and of which table the rows are.
DERIVATIONS = {
    "calls": ("contacts", _CALLS),
    "tickets": ("contacts", _TICKETS),
    "transactions": ("transactions", _TRANSACTIONS),
}


def derivation_sql(kind: str) -> tuple[str, str]:
    """The target table, and a query over a relation `touched` with every source column of the target."""
    table, query = DERIVATIONS[kind]
    columns = ", ".join(f'"{name}"' for name in source_columns(table))
    whole = f"SELECT * FROM ({query}) UNION ALL BY NAME SELECT * FROM {empty_of(table)}"
    return table, f"SELECT {columns}, print_hi, print_lo FROM ({whole})"
