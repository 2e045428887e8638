#!/bin/sh
# Creates the role and the database that the API's secret names. Every step may be repeated.
# The master connects with PG… variables; the API's own are API_USER, API_DATABASE, API_PASSWORD.
set -eu

# A role is created without a password, so that no statement carries one into the server's log.
psql --no-psqlrc --set ON_ERROR_STOP=1 --set "user=$API_USER" --set "database=$API_DATABASE" <<'SQL'
SELECT format('CREATE ROLE %I LOGIN', :'user')
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'user') \gexec

-- Making a database for another owner takes the right to become that owner, which creating a role does not give.
SELECT format('GRANT %I TO CURRENT_USER', :'user') \gexec

SELECT format('CREATE DATABASE %I OWNER %I', :'database', :'user')
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \gexec

-- By default every role may connect to every database.
SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', :'database') \gexec
SQL

# \password hashes on the client: only the hash is sent and only the hash can be logged. It asks twice.
printf '%s\n%s\n' "$API_PASSWORD" "$API_PASSWORD" |
  psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --command "\\password $API_USER" >/dev/null

# The proof: the API's own credentials work.
PGUSER="$API_USER" PGPASSWORD="$API_PASSWORD" PGDATABASE="$API_DATABASE" \
  psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --command 'SELECT 1' >/dev/null
echo "Role $API_USER and database $API_DATABASE are ready."
