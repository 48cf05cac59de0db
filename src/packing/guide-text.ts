/** What the guide for a buyer depends on. */
export interface GuideFacts {
  readonly name: string;
  /** Null when nobody signed. */
  readonly fingerprint: string | null;
  readonly hasSite: boolean;
}

/** VERIFY.md: how a buyer checks a bundle without trusting who packed it. */
export function guideText(facts: GuideFacts): string {
  return [intro(facts), openssl(facts), again(), limits(facts)].join('\n');
}

function intro({ name, fingerprint, hasSite }: GuideFacts): string {
  return `# Verify this bundle

Nothing here has to be trusted. Each step below needs no network.

${fingerprint === null ? '**This bundle is not signed. Nobody vouches for it, and anybody may have changed it.**' : `It is signed by the Ed25519 key \`${fingerprint}\`. Compare this fingerprint with one that you got in another way.`}

## With the verifier

\`\`\`sh
node verify.mjs ${name}.zip${fingerprint === null ? ' --allow-unsigned' : ' --fingerprint sha256:…'}
\`\`\`

\`verify.mjs\` is one file for Node 20 or newer, without dependencies. Take it from an earlier bundle or make it yourself from the source: \`npm ci && npm run verifier -- --check verify.mjs\`. It refuses a ZIP with a byte that does not belong there. It compares every file with \`manifest.json\`, checks the signature, and computes every verdict again from pages, scripts, transcripts and inputs. \`node verify.mjs --help\` names the other checks: an older bundle, your own countersignature, all rows proved.
${hasSite ? '\nOpen `site/index.html` in a browser to read the pages. Search needs `npm start`.\n' : ''}`;
}

function openssl({ fingerprint }: GuideFacts): string {
  if (fingerprint === null) return '';
  return `## With openssl and nothing of ours

In the unpacked folder, before anything is installed there, with openssl 3, coreutils, diffutils and a POSIX shell. Unpack with \`unzip\` or with \`node verify.mjs NAME.zip --extract DIR\`: other programs may forget which files are programs, and the verifier then says so of the folder.

\`\`\`sh
set -e
field() { sed -n "s/^ *\\"$1\\": \\"\\(.*\\)\\",\\{0,1\\}\\$/\\1/p" attestation.json; }
dir=$(mktemp -d)
field payload | base64 -d > "$dir/payload"
field sig | base64 -d > "$dir/sig"
type=$(field payloadType)
{ printf 'DSSEv1 %s %s %s ' "\${#type}" "$type" "$(wc -c < "$dir/payload" | tr -d ' ')"; cat "$dir/payload"; } > "$dir/signed"
openssl pkeyutl -verify -rawin -pubin -inkey public-key.pem -in "$dir/signed" -sigfile "$dir/sig"
openssl pkey -pubin -in public-key.pem -outform DER | openssl dgst -sha256 -r
grep -q "$(sha256sum manifest.json | cut -d ' ' -f 1)" "$dir/payload"
echo "manifest is what was signed"
sed -n 's/^ *"path": "\\(.*\\)",$/\\1/p' manifest.json > "$dir/names"
sed -n 's/^ *"sha256": "\\(.*\\)",\\{0,1\\}$/\\1/p' manifest.json > "$dir/sums"
wc -l < "$dir/names"
paste -d ' ' "$dir/sums" /dev/null "$dir/names" | sha256sum --check --quiet
echo "files are what the manifest says"
find . ! -type d | sed 's|^\\./||' | grep -vxE 'manifest\\.json|attestation\\.json' | LC_ALL=C sort > "$dir/there"
LC_ALL=C sort "$dir/names" | diff - "$dir/there"
echo "no other file is there"
rm -r "$dir"
\`\`\`

The first line that openssl prints must be \`Signature Verified Successfully\`, the second the fingerprint.
`;
}

function again(): string {
  return `## Run the proofs again

**This executes the code of the seller on your machine.** Use a machine or a container that holds nothing of yours.

\`\`\`sh
npm ci
npm run proofs:check
\`\`\`

It runs every proof and compares what it prints with the sealed transcripts, byte for byte. It writes nothing. Only proofs that leave no trace outside of their scratch folder are run; \`-- --writes\` runs the others too. \`npm ci\` needs a package registry, or a cache of one.
`;
}

function limits({ hasSite }: GuideFacts): string {
  return `## What this does not show

- That the key is the seller's: compare its fingerprint in another way.
- When it was packed: the sidecar beside the ZIP says it, on the word of who signed it.
- That a proof prints the same today: run it again.
- The history of the source: \`provenance.json\` names the commit, the commits before it are not here. Gates about the history say so.
${hasSite ? '' : '- The site: this bundle was packed without it.\n'}`;
}
