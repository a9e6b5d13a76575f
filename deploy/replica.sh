#!/bin/sh
# replica.sh PRIMARY FOLDER: copies the primary into the folder, unless there is a copy already, so
# that PostgreSQL started on it follows the primary (docs/operations.md, A replica).
set -eu
if [ ! -s "$2/PG_VERSION" ]; then
  pg_basebackup --dbname="$1" --pgdata="$2" --write-recovery-conf --wal-method=stream --checkpoint=fast
fi
