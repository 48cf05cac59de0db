import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** A process of the machine. */
export interface Seen {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly command: string;
}

/** How the processes of one proof are told from all others. */
export interface Belongs {
  /** The process group of the proof's first process. */
  readonly group: number;
  /** Stands in the environment of each of its processes that did not empty it. */
  readonly marker: string;
  /** The pipe that its processes print to. */
  readonly output: string;
  /** Processes that were there before the run and are never looked at. */
  readonly before: ReadonlySet<number>;
  /** Processes that have been seen to belong, so that one which empties its environment and leaves is still known. */
  readonly known: Set<number>;
}

/** The processes that run now; zombies are not counted. */
export function listProcesses(skip: ReadonlySet<number>): readonly Seen[] {
  return process.platform === 'linux' ? fromProc(skip) : fromPs();
}

function fromProc(skip: ReadonlySet<number>): readonly Seen[] {
  return readdirSync('/proc').flatMap((name) => {
    const pid = Number(name);
    return Number.isInteger(pid) && !skip.has(pid) ? (statOf(pid) ?? []) : [];
  });
}

function statOf(pid: number): Seen | null {
  const stat = readProc(pid, 'stat');
  const end = stat.lastIndexOf(')');
  const [state, parent, group] = stat.slice(end + 2).split(' ');
  if (end === -1 || state === 'Z' || state === 'X') return null;
  return { pid, parent: Number(parent), group: Number(group), command: stat.slice(stat.indexOf('(') + 1, end) };
}

function fromPs(): readonly Seen[] {
  const rows = execFileSync('ps', ['-axo', 'pid=,ppid=,pgid=,state=,comm='], { encoding: 'utf8' }).trim().split('\n');
  return rows.flatMap((row) => {
    const [pid, parent, group, state = '', ...command] = row.trim().split(/\s+/);
    return state.startsWith('Z')
      ? []
      : [{ pid: Number(pid), parent: Number(parent), group: Number(group), command: command.join(' ') }];
  });
}

function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    return '';
  }
}

/** All processes of a proof: its group, marked ones, holders of its output, those seen before, and all their descendants. */
export function findProcesses(belongs: Belongs): readonly Seen[] {
  const all = listProcesses(belongs.before).filter((one) => one.pid !== process.pid);
  const own = new Set(all.filter((one) => isOwn(one, belongs)).map((one) => one.pid));
  for (let grown = true; grown;) {
    const children = all.filter((one) => own.has(one.parent) && !own.has(one.pid));
    for (const child of children) own.add(child.pid);
    grown = children.length > 0;
  }
  for (const pid of own) belongs.known.add(pid);
  return all.filter((one) => own.has(one.pid));
}

function isOwn(seen: Seen, { group, marker, output, known }: Belongs): boolean {
  if (seen.group === group || known.has(seen.pid)) return true;
  if (process.platform !== 'linux') return false;
  return (
    readProc(seen.pid, 'environ').includes(`PROOFROOM_RUN=${marker}`) ||
    (output !== '' && [1, 2].some((fd) => linkOf(seen.pid, fd) === output))
  );
}

function linkOf(pid: number, fd: number): string {
  try {
    return readlinkSync(`/proc/${pid}/fd/${fd}`);
  } catch {
    return '';
  }
}

/** Ends all processes of a proof: TERM, then KILL after two seconds to what is left, until nothing is. */
export async function killAll(belongs: Belongs, graceMs = 2000): Promise<void> {
  const until = performance.now() + graceMs;
  const found = findProcesses(belongs);
  if (found.length === 0) return;
  signalAll(found, 'SIGTERM');
  while (performance.now() < until) {
    await sleep(20);
    if (findProcesses(belongs).length === 0) return;
  }
  for (let tries = 0; tries < 50; tries += 1) {
    const left = findProcesses(belongs);
    if (left.length === 0) return;
    signalAll(left, 'SIGKILL');
    await sleep(20);
  }
}

/** Ends, at once, whatever still carries the mark of a run. */
export async function endMarked(marker: string, before: ReadonlySet<number>): Promise<void> {
  await killAll({ group: -1, marker, output: '', before, known: new Set() }, 0);
}

function signalAll(processes: readonly Seen[], signal: NodeJS.Signals): void {
  for (const { pid } of processes) {
    try {
      process.kill(pid, signal);
    } catch {
      // It has ended meanwhile.
    }
  }
}
