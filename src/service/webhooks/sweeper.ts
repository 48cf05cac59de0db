/** Repeats a sweep until it is stopped; `stop` waits for the one under way. */
export interface Sweeper {
  stop(): Promise<void>;
}

/** How a sweeper works. The first sweep takes everything that is open: its owner may have died. */
export interface SweeperOptions {
  readonly sweep: (olderThanMs: number) => Promise<void>;
  readonly everyMs: number;
  readonly olderThanMs: number;
  readonly onError: (error: unknown) => void;
}

/** Starts sweeping at once and then every `everyMs`. A sweep that throws is reported and does not end the sweeper. */
export function startSweeper(options: SweeperOptions): Sweeper {
  const stopping = new AbortController();
  const stopped = new Promise((resolve) => {
    stopping.signal.addEventListener('abort', resolve, { once: true });
  });
  const loop = async () => {
    for (let olderThanMs = 0; !stopping.signal.aborted; { olderThanMs } = options) {
      await options.sweep(olderThanMs).catch(options.onError);
      await Promise.race([pause(options.everyMs), stopped]);
    }
  };
  const ended = loop();
  return {
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}

const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
