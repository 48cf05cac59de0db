/** What a terminal shows while something long runs; nothing where stderr is no terminal. */
export interface Progress {
  readonly show: (name: string) => void;
  readonly end: () => void;
}

/** Shows one line on stderr, written over each time, and wipes it at the end. */
export function progressOf(verb: string): Progress {
  const write = (text: string) => void (process.stderr.isTTY && process.stderr.write(`\r\u001b[K${text}`));
  return { show: (name) => write(`${verb} ${name} …`), end: () => write('') };
}
