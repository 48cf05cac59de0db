import type { OpenContext } from './fixture.ts';

/** What the runner asks of a fixture's process; `call` is given back in the reply. */
export type HostRequest = { readonly call: number } & (
  | { readonly kind: 'start'; readonly root: string; readonly env: Readonly<Record<string, string>> }
  | { readonly kind: 'open'; readonly context: OpenContext }
  | { readonly kind: 'close'; readonly proof: string }
  | { readonly kind: 'stop' }
);

/** What an opened fixture gives, without its close function. */
export interface Given {
  readonly env: Readonly<Record<string, string>>;
  readonly path: readonly string[];
  readonly secrets: readonly string[];
}

/** The answer to one call. */
export interface HostReply {
  readonly call: number;
  readonly kind: 'done' | 'failed';
  readonly why?: string;
  readonly opened?: Given | null | undefined;
}
