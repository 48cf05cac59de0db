import { spawn } from 'node:child_process';

/** Ends what a run started when the runner itself is gone, however it went. */
export interface Reaper {
  readonly watch: (group: number, alive: boolean) => void;
  /** The run has ended in order: nothing is left to do. */
  dismiss(): void;
}

/**
 * Reads `+group` and `-group` lines; at the end of its input, which comes when the runner dies, it ends the groups
 * (fixtures get a moment to stop what they started), then all that carries the run's mark, then the scratch folder.
 */
const SCRIPT = `
groups=" "
while IFS= read -r line; do
  case $line in
    +*) groups="$groups\${line#+} " ;;
    -*) gone=\${line#-}; groups="\${groups%% $gone *} \${groups#* $gone }" ;;
    done) exit 0 ;;
  esac
done
for group in $groups; do kill -TERM -- "-$group" 2>/dev/null; done
tries=0
while [ $tries -lt 20 ]; do
  alive=
  for group in $groups; do kill -0 -- "-$group" 2>/dev/null && alive=1; done
  [ -z "$alive" ] && break
  sleep 0.1; tries=$((tries + 1))
done
for group in $groups; do kill -KILL -- "-$group" 2>/dev/null; done
for process in $(grep -laF "PROOFROOM_RUN=$2" /proc/[0-9]*/environ 2>/dev/null); do
  pid=\${process#/proc/}; kill -KILL "\${pid%/environ}" 2>/dev/null
done
rm -rf -- "$1" || { sleep 0.2; rm -rf -- "$1"; }
`;

/** Starts the watcher of one run: `dir` is its scratch folder, `marker` begins the mark of each of its processes. */
export function startReaper(dir: string, marker: string): Reaper {
  const child = spawn('sh', ['-c', SCRIPT, 'reaper', dir, marker], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  child.unref();
  child.stdin.on('error', () => undefined);
  return {
    watch: (group, alive) => void child.stdin.write(`${alive ? '+' : '-'}${group}\n`),
    dismiss: () => void child.stdin.end('done\n'),
  };
}
