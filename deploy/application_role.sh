#!/bin/sh
# Run once by the image of PostgreSQL: the role the application works with; it owns nothing. And,
# with REPLICATION_PASSWORD, the role that a replica follows with; it reads no table.
set -eu
psql --set=ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
  --set=password="$APPLICATION_PASSWORD" <<'SQL'
CREATE ROLE ozg_hessen_app LOGIN PASSWORD :'password';
SQL
if [ -n "${REPLICATION_PASSWORD:-}" ]; then
  psql --set=ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
    --set=password="$REPLICATION_PASSWORD" <<'SQL'
CREATE ROLE ozg_hessen_replica REPLICATION LOGIN PASSWORD :'password';
SQL
  echo 'host replication ozg_hessen_replica all scram-sha-256' >>"$PGDATA/pg_hba.conf"
fi
