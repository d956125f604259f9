#!/usr/bin/env bash
# Finds a PostgreSQL server for the tests, or starts a throw-away one.
#
#   postgres.sh check   prints the data source name of a server that answers
#   postgres.sh start   likewise; when none answers, it starts one, installing
#                       the Debian package when there is none to start
#   postgres.sh stop    ends the server that start has started, and removes it
#
# A server is looked for where ECOM_TEST_POSTGRES says, else on 127.0.0.1:5432.
set -euo pipefail

state=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)/.services
say() { printf '%s\n' "$*" >&2; }

# The newest server of Debian's, or whatever is in the path.
bin() {
	local found
	found=$(find /usr/lib/postgresql/*/bin /usr/local/pgsql/bin -maxdepth 1 -name "$1" 2>/dev/null | sort -V | tail -n 1)
	[ -n "$found" ] || found=$(command -v "$1" || true)
	[ -n "$found" ] && printf '%s\n' "$found"
}

# Does a server let us in?
answers() {
	local psql
	psql=$(bin psql || true)
	if [ -n "$psql" ]; then
		PGCONNECT_TIMEOUT=5 "$psql" -X -q -A -t -c 'select 1' "$1" >/dev/null 2>&1
	else # no client: at least somebody listens
		local place=${1#*://}
		place=${place#*@}
		place=${place%%[/?]*}
		local port=5432
		[[ $place == *:* ]] && port=${place##*:}
		(exec 3<>"/dev/tcp/${place%%:*}/$port") 2>/dev/null
	fi
}

check() {
	local dsn
	if [ -n "${ECOM_TEST_POSTGRES:-}" ]; then
		answers "$ECOM_TEST_POSTGRES" || return 1
		printf '%s\n' "$ECOM_TEST_POSTGRES"
		return
	fi
	for dsn in 'postgres://postgres@127.0.0.1:5432/test?sslmode=disable' 'postgres://postgres@127.0.0.1:5432/postgres?sslmode=disable' \
		"postgres://${USER:-$(id -un)}@127.0.0.1:5432/postgres?sslmode=disable" $(cat "$state/dsn" 2>/dev/null || true); do
		if answers "$dsn"; then
			printf '%s\n' "$dsn"
			return
		fi
	done
	return 1
}

# As the user that runs the server: PostgreSQL refuses to be run by root.
as_owner() {
	if [ "$(id -u)" = 0 ]; then
		(cd / && runuser -u postgres -- "$@")
	else
		"$@"
	fi
}

install_package() {
	local sudo=
	[ "$(id -u)" = 0 ] || sudo=sudo
	say 'installing the package postgresql'
	{
		$sudo apt-get update -q
		DEBIAN_FRONTEND=noninteractive $sudo apt-get install -q -y --no-install-recommends postgresql
	} >&2
}

start() {
	if check; then
		return
	fi
	if [ -n "${ECOM_TEST_POSTGRES:-}" ]; then
		say "the server that ECOM_TEST_POSTGRES names does not answer"
		return 1
	fi
	bin initdb >/dev/null || install_package
	if check; then # the package may have started one
		return
	fi
	local port=54321 data
	while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
	data=$(mktemp -d /tmp/ecom-postgres.XXXXXX)
	[ "$(id -u)" = 0 ] && chown postgres "$data"
	mkdir -p "$state"
	printf '%s\n' "$data" >"$state/data"
	say "starting a server in $data, on 127.0.0.1:$port"
	as_owner "$(bin initdb)" -D "$data/main" -U postgres --auth=trust -E UTF8 >/dev/null
	as_owner "$(bin pg_ctl)" -D "$data/main" -l "$data/log" -w -t 60 \
		-o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$data -c max_connections=200" start >/dev/null || {
		cat "$data/log" >&2
		return 1
	}
	printf 'postgres://postgres@127.0.0.1:%s/postgres?sslmode=disable\n' "$port" | tee "$state/dsn"
}

stop() {
	local data
	data=$(cat "$state/data" 2>/dev/null || true)
	[ -n "$data" ] || return 0
	as_owner "$(bin pg_ctl)" -D "$data/main" -m immediate stop >/dev/null || true
	rm -rf "$data" "$state"
}

case ${1:-} in
check | start | stop) "$1" ;;
*)
	say "usage: $0 check|start|stop"
	exit 2
	;;
esac
