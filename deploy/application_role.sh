#!/bin/sh
# Run once by the image of PostgreSQL: the role the application works with; it owns nothing.
set -eu
psql --set=ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
  --set=password="$APPLICATION_PASSWORD" <<'SQL'
CREATE ROLE ozg_hessen_app LOGIN PASSWORD :'password';
SQL
