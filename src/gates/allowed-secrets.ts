/** A value that looks like a secret and is none: where it stands, what it looks like, and why it may. */
export interface AllowedSecret {
  /** A path, or a folder that ends with `/`. */
  readonly file: string;
  readonly value: RegExp;
  readonly reason: string;
}

/** Where the exceptions stand in the project for which they hold. */
export const ALLOWED_FILE = 'src/gates/allowed-secrets.ts';

/** Exceptions. One that no scan of the whole history needs is a finding. */
export const ALLOWED_SECRETS: readonly AllowedSecret[] = [
  {
    file: 'content/webhooks.mdx',
    value: /^whsec_(?:of_somebody_else)$/,
    reason: 'a proof signs with a wrong secret; the value says so',
  },
  {
    file: 'src/gates/secret-canaries.ts',
    value: /^q8Zr2Lk0vXw7Np4Tc1Jb$/,
    reason: 'a secret that no one has, for the gate to find',
  },
  { file: 'test/gates/', value: /^q8Zr2Lk0vXw7Np4Tc1Jb$/, reason: 'tries the rule with the same' },
  {
    file: 'src/service/',
    value: /^postgres:\/\/user:password@$/,
    reason: 'messages show the form of an address with placeholders',
  },
  {
    file: 'test/',
    value: /^postgres:\/\/[ua]:(?:hidden|hiddenword|secretword)@/,
    reason: 'tests look for this password in what Till prints; nothing listens there',
  },
  {
    file: 'test/',
    value: /^sk_test_local_dummy_key_0001$/,
    reason: 'the key that the stand-in for Stripe takes; Stripe never issued it',
  },
];
