/** A process that runs jobs. */
export interface WorkersTable {
  id: string;
  started_at: Date;
  seen_at: Date;
  version: string;
}

/** One try of a job; open until it has a result. */
export interface JobRunsTable {
  job: string;
  run_id: string;
  try: number;
  worker: string;
  started_at: Date;
  ended_at: Date | null;
  result: 'done' | 'skipped' | 'retried' | 'failed' | null;
  words: string | null;
}
