import { createTwoFilesPatch } from 'diff';

/** An edit as people read diffs, without line numbers, which would change with the lines around it. */
export function changeDiff({
  file,
  from,
  to,
}: {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}): string {
  const patch = createTwoFilesPatch(file, file, `${from}\n`, `${to}\n`, '', '', { context: 1 });
  const lines = patch.split('\n').filter((line) => /^[-+ ](?![-+]{2} )/.test(line));
  return [file, ...lines].join('\n');
}
