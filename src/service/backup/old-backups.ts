const OURS = /^till-\d{8}T\d{6}Z\.backup$/;
const BROKEN_OFF = /^till-\d{8}T\d{6}Z\.backup\.part$/;

/** Whether a file's name is one that scheduled backups have. */
export const isScheduledBackup = (name: string): boolean => OURS.test(name);

/**
 * The names in a folder that may go after the backup `newest` was written: all but `keep` of our backups, the oldest
 * first, and what killed runs before it left half-written. Never `newest`, whatever the others are called.
 */
export function oldBackups(
  names: readonly string[],
  { keep, newest }: { readonly keep: number; readonly newest: string },
): readonly string[] {
  // Names sort by time, unless a clock was set back: then the one that was just read back is not the last of them.
  const others = names.filter((name) => OURS.test(name) && name !== newest).toSorted();
  const broken = names.filter((name) => BROKEN_OFF.test(name) && name < newest);
  return [...others.slice(0, Math.max(0, others.length + 1 - keep)), ...broken];
}
