import pLimit from 'p-limit';

/** Settles events behind the answer that Stripe gets, a few at a time, so that intake keeps the machine. */
export interface SettleQueue {
  /** Adds a stored event and answers when it is settled. Never throws: what fails is told, and the sweeper has it. */
  add(id: string): Promise<void>;
  /** Events that are not settled yet. */
  size(): number;
  /** Answers when all that was added is settled. */
  drain(): Promise<void>;
}

/** Makes a queue of this width over `settle`. */
export function createSettleQueue(parts: {
  readonly settle: (id: string) => Promise<unknown>;
  readonly width: number;
  readonly onError: (id: string, error: unknown) => void;
}): SettleQueue {
  const limit = pLimit(parts.width);
  const open = new Set<Promise<void>>();
  const run = async (id: string): Promise<void> => {
    try {
      await limit(() => parts.settle(id));
    } catch (error) {
      parts.onError(id, error);
    }
  };
  return {
    async add(id) {
      const one = run(id);
      open.add(one);
      await one;
      open.delete(one);
    },
    size: () => open.size,
    async drain() {
      while (open.size > 0) await Promise.all(open);
    },
  };
}
