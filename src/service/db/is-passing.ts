import { errorCode, errorText } from '../base/error-text.ts';

// Locks, connections, shutdowns and full disks, as PostgreSQL and the system name them.
const CODES =
  /^(?:40001|40P01|55P03|57014|57P0\d|08\w{3}|53\w{3}|ECONN\w+|EPIPE|ETIMEDOUT|E(?:HOST|NET)UNREACH|EAI_AGAIN|ENOTFOUND)$/;
// The client and its pool give no code when a connection ends or cannot be had.
const WORDS =
  /^(?:Connection terminated|timeout exceeded when trying to connect|timeout expired|Client has encountered a connection error)/;

/** Whether a database error is about the moment and not about what was asked, so that the same may succeed later. */
export function isPassing(error: unknown): boolean {
  const code = errorCode(error);
  return code === undefined ? WORDS.test(errorText(error)) : CODES.test(code);
}
