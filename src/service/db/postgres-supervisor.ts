import { type ChildProcess, spawn } from 'node:child_process';

/** The user that runs the server: `nobody` when we are root, which PostgreSQL refuses; otherwise ourselves. */
export interface ServerUser {
  readonly uid?: number;
  readonly gid?: number;
}

/** How one server is run. `throwAway` removes the data folder when the server has stopped. */
export interface ServerRun {
  readonly bin: string;
  readonly data: string;
  readonly throwAway: boolean;
  readonly options: readonly string[];
  readonly user: ServerUser;
}

// The parent holds the write end of stdin. However it dies, the kernel closes that end, the reader sees the
// end of file, and the server stops: no exit hook of a killed process could do this.
const SUPERVISOR = `
data=$1 throw_away=$2; shift 2
exec 3<&0 </dev/null
"$@" 3<&- &
server=$!
trap '' INT TERM HUP
(
  while read -r _; do :; done
  kill -INT $server
  n=0; while kill -0 $server && [ $n -lt 50 ]; do sleep 0.1; n=$((n + 1)); done
  kill -QUIT $server
) <&3 >/dev/null 2>&1 &
reader=$!
exec 3<&-
wait $server; code=$?
while kill -0 $server 2>/dev/null; do sleep 0.05; done
kill $reader 2>/dev/null
[ "$throw_away" = yes ] && rm -rf "$data"
exit $code
`;

/** Starts PostgreSQL under a small shell that stops it when the returned child's stdin closes. */
export function spawnSupervised(run: ServerRun): ChildProcess {
  const server = [`${run.bin}/postgres`, '-D', run.data, ...run.options];
  const script = ['-c', SUPERVISOR, 'supervisor', run.data, run.throwAway ? 'yes' : 'no', ...server];
  // Its own process group: Ctrl-C must let our requests finish before the database goes.
  const env = { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
  return spawn('/bin/sh', script, { ...run.user, env, detached: true, cwd: '/', stdio: ['pipe', 'ignore', 'pipe'] });
}
