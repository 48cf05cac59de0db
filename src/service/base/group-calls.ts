/** One call that waits for its group. */
interface Waiting<Item, Answer> {
  readonly item: Item;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/** How calls are grouped. `keyOf` keeps two items of one key out of one group. */
export interface Grouping<Item, Answer> {
  readonly run: (items: readonly Item[]) => Promise<readonly Answer[]>;
  readonly keyOf: (item: Item) => string;
  readonly largest: number;
  readonly atOnce: number;
}

/**
 * Makes one call out of those that wait: while groups are under way the next ones gather. A quiet server runs each call
 * at once and alone. A group that fails is tried again one by one, so that one bad item fails nobody else's call.
 */
export function groupCalls<Item, Answer>(grouping: Grouping<Item, Answer>): (item: Item) => Promise<Answer> {
  const waiting: Waiting<Item, Answer>[] = [];
  let underWay = 0;

  const work = async (): Promise<void> => {
    if (underWay >= grouping.atOnce) return;
    underWay += 1;
    while (waiting.length > 0) await runGroup(takeGroup(waiting, grouping), grouping);
    underWay -= 1;
  };
  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      void work();
    });
}

function takeGroup<Item, Answer>(
  waiting: Waiting<Item, Answer>[],
  { keyOf, largest }: Grouping<Item, Answer>,
): readonly Waiting<Item, Answer>[] {
  const keys = new Set<string>();
  const group: Waiting<Item, Answer>[] = [];
  const later: Waiting<Item, Answer>[] = [];
  for (const call of waiting.splice(0)) {
    const key = keyOf(call.item);
    const fits = group.length < largest && !keys.has(key);
    keys.add(key);
    (fits ? group : later).push(call);
  }
  waiting.push(...later);
  return group;
}

async function runGroup<Item, Answer>(
  group: readonly Waiting<Item, Answer>[],
  { run }: Grouping<Item, Answer>,
): Promise<void> {
  try {
    const answers = await run(group.map((call) => call.item));
    for (const [index, call] of group.entries()) {
      const answer = answers[index];
      if (answer === undefined) call.reject(new Error('the group has no answer for this call'));
      else call.resolve(answer);
    }
  } catch (error) {
    if (group.length === 1) return group[0]?.reject(error);
    for (const call of group) await runGroup([call], { run, keyOf: String, largest: 1, atOnce: 1 });
  }
}
