import { type Problem, Refused } from '../base/problem.ts';
import type { Call } from './command.ts';

/** What `till restore` is to do. `validate` beside `into` compares the two afterwards. */
export type RestoreMode =
  | { readonly kind: 'into'; readonly url: string; readonly validate: boolean }
  | { readonly kind: 'validate'; readonly url: string }
  | { readonly kind: 'drill' };

const HINT = 'till restore --help';

/** Reads what `till restore` is to do from its options. Refused with all that is wrong. */
export function parseRestore({ into, against, validate, drill }: Call['values']): RestoreMode {
  const problems = [...collectModes({ into, against, validate, drill }), ...collectUrls({ into, against })];
  if (problems.length > 0) throw new Refused(problems);
  if (typeof into === 'string') return { kind: 'into', url: into, validate: validate === true };
  return typeof against === 'string' ? { kind: 'validate', url: against } : { kind: 'drill' };
}

function collectModes({ into, against, validate, drill }: Call['values']): readonly Problem[] {
  const asked = [into !== undefined, against !== undefined, drill === true].filter(Boolean).length;
  const titles: string[] = [];
  if (asked === 0 && validate !== true)
    titles.push('one of --into URL, --validate --against URL and --drill is needed');
  if (asked === 0 && validate === true) titles.push('--validate needs --against URL or --into URL');
  if (asked > 1) titles.push('only one of --into, --against and --drill can be given');
  if (against !== undefined && validate !== true) titles.push('--against goes with --validate');
  if (drill === true && validate === true) titles.push('--drill validates already');
  return titles.map((title) => ({ code: 'usage-wrong', title, hint: HINT }));
}

function collectUrls(urls: Call['values']): readonly Problem[] {
  return Object.entries(urls).flatMap(([name, url]) => {
    if (typeof url !== 'string' || /^postgres(?:ql)?:\/\/\S+$/.test(url)) return [];
    const title = `--${name} must look like postgres://user:password@host:5432/name`;
    return [{ code: 'usage-wrong', title, hint: HINT } as const];
  });
}
