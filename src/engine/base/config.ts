import { z } from 'zod';

const name = z.string().regex(/^[a-z][a-z0-9-]*$/, 'a name is lower-case words joined by hyphens');

const fixtureSchema = z.strictObject({
  module: z.string().nullable().default(null).describe('The module that exports `fixture`, from the root.'),
  helpers: z
    .string()
    .nullable()
    .default(null)
    .describe('The module that exports `helpers(kit)`: more names for js and ts scripts.'),
  needs: z.array(name).default([]).describe('Fixtures that are opened before this one.'),
  expensive: z.boolean().default(false).describe('proofs:check trusts its proofs when their inputs are unchanged.'),
});

const redactionSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]*$/, 'a redaction name is in capitals')
    .describe('Printed as [NAME].'),
  pattern: z.instanceof(RegExp).describe('What is replaced.'),
});

/** The configuration of a project: the default export of `proofroom.config.ts`. */
export const configSchema = z.strictObject({
  fixtures: z.record(name, fixtureSchema).default({}).describe('What proofs may need, by name.'),
  build: z
    .array(z.string())
    .min(1)
    .nullable()
    .default(null)
    .describe('A command, from the root, that must succeed in the changed copy of each control that edits a script.'),
  redactions: z.array(redactionSchema).default([]).describe("The project's own redactions, applied in order."),
  claims: z.array(z.string()).default([]).describe('Files in which claims are made, as patterns from the root.'),
});

/** A configuration as written; everything may be left out. */
export type ConfigInput = z.input<typeof configSchema>;

/** A fixture as declared, with its name. */
export interface FixtureDeclaration extends Readonly<z.infer<typeof fixtureSchema>> {
  readonly name: string;
}

/** A configuration as read. */
export interface Config {
  readonly fixtures: readonly FixtureDeclaration[];
  readonly build: readonly string[] | null;
  readonly redactions: readonly { readonly name: string; readonly pattern: RegExp }[];
  /** Patterns of the files in which claims are made. */
  readonly claims: readonly string[];
}
