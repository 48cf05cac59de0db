import { spawn } from 'node:child_process';

/** Ends what a run started when the runner itself is gone, however it went. */
export interface Reaper {
  watch(group: number, alive: boolean): void;
  /** The run has ended in order: nothing is left to do. */
  dismiss(): void;
}

/** Reads `+group` and `-group` lines; at the end of its input, which comes when the runner dies, it kills and removes. */
const SCRIPT = `
groups=" "
while IFS= read -r line; do
  case $line in
    +*) groups="$groups\${line#+} " ;;
    -*) gone=\${line#-}; groups=$(printf '%s' "$groups" | sed "s/ $gone / /") ;;
    done) exit 0 ;;
  esac
done
for group in $groups; do kill -TERM -- "-$group" 2>/dev/null; done
sleep 0.3
for group in $groups; do kill -KILL -- "-$group" 2>/dev/null; done
if [ -r /proc/self/environ ]; then
  for process in /proc/[0-9]*; do
    if tr '\\0' '\\n' < "$process/environ" 2>/dev/null | grep -q "^PROOFROOM_RUN=$2"; then kill -KILL "\${process#/proc/}" 2>/dev/null; fi
  done
fi
rm -rf -- "$1"
`;

/** Starts the watcher of one run: `dir` is its scratch folder, `marker` begins the mark of each of its processes. */
export function startReaper(dir: string, marker: string): Reaper {
  const child = spawn('sh', ['-c', SCRIPT, 'reaper', dir, marker], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  child.unref();
  child.stdin.on('error', () => undefined);
  return {
    watch: (group, alive) => void child.stdin.write(`${alive ? '+' : '-'}${group}\n`),
    dismiss: () => void child.stdin.end('done\n'),
  };
}
