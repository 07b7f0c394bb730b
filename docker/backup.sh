#!/bin/sh
# A consistent copy of the database while the server runs.
#   docker/backup.sh FOLDER
# PostgreSQL where PGHOST is set (compose: docker compose --profile backup run --rm backup), else the SQLite
# file named by ANNOTATE_DB. The copy appears only when it is whole; the newest KEEP (default 14) stay.
set -eu

folder=${1:?usage: backup.sh FOLDER}
keep=${KEEP:-14}
mkdir -p "$folder"
stamp=$(date -u +%Y%m%dT%H%M%SZ)

if [ -n "${PGHOST:-}" ]; then
    target=$folder/annotate-$stamp.dump
    pg_dump --format=custom --file="$target.part"
    pg_restore --list "$target.part" > /dev/null
else
    file=${ANNOTATE_DB:?set ANNOTATE_DB to the SQLite file, or PGHOST for PostgreSQL}
    file=${file#sqlite:///}
    target=$folder/annotate-$stamp.db
    [ -f "$file" ] || { echo "backup.sh: no database at $file" >&2; exit 1; }
    python3 - "$file" "$target.part" <<'PY'
import sqlite3
import sys

source, target = (sqlite3.connect(path) for path in sys.argv[1:3])
with target:
    source.backup(target)
verdict = target.execute("PRAGMA integrity_check").fetchone()[0]
target.execute("PRAGMA journal_mode=DELETE")
sys.exit(0 if verdict == "ok" else f"backup.sh: the copy is damaged: {verdict}")
PY
fi
mv "$target.part" "$target"
echo "$target"

# oldest first; names sort by time
ls "$folder" | grep -E '^annotate-[0-9]{8}T[0-9]{6}Z\.(dump|db)$' | sort | head -n "-$keep" | while read -r old; do
    rm -f "$folder/$old"
done
