/** Versions of the tools that decide what a proof prints, beyond what the lock file pins. */
export function toolVersions(): Readonly<Record<string, string>> {
  return { node: process.versions.node };
}
