/** What a server made from the settings says of itself. Times in milliseconds, 0 for none. */
export interface ServerFacts {
  readonly requestMs: number;
  readonly headersMs: number;
  readonly keepAliveMs: number;
  /** The planted secrets that came through when they were logged. */
  readonly leaks: readonly string[];
}

/** What a browser that signs in gets, and what an unsafe request of it without a token does. */
export interface SignedInFacts {
  /** Set-Cookie lines of the form, of signing in and of a page. */
  readonly setCookies: readonly string[];
  readonly unsafe: readonly UnsafeAnswer[];
}

/** The answer to an unsafe request of somebody signed in, without a token. */
export interface UnsafeAnswer {
  readonly route: string;
  readonly status: number;
  readonly refusedForToken: boolean;
}
