/** Secrets that no one has, one for each way to write one. Joined here, so that this file holds none. */
export const SECRET_CANARIES: readonly { readonly name: string; readonly text: string }[] = [
  { name: 'stripe-key', text: ['sk', 'live', 'C4n4ryC4n4ryC4n4ryC4n4ry'].join('_') },
  { name: 'webhook-secret', text: ['whsec', 'C4n4ryC4n4ryC4n4ryC4n4ry'].join('_') },
  { name: 'aws-key', text: ['AKI', 'AC4N4RYC4N4RYC4N4'].join('') },
  { name: 'private-key', text: ['-----BEGIN PRIVATE', ' KEY-----'].join('') },
  { name: 'ec-private-key', text: ['-----BEGIN EC PRIVATE', ' KEY-----'].join('') },
  { name: 'redis-url', text: ['redis://till:', 'c4n4ryc4n4ry@redis.test:6379/0'].join('') },
  { name: 'postgres-url', text: ['postgres://till:', 'c4n4ryc4n4ry@db.test/till'].join('') },
  { name: 'json-web-token', text: ['eyJhbGciOiJub25lIn0', 'eyJzdWIiOiJjYW5hcnkifQ', 'C4n4ryC4n4ry'].join('.') },
  { name: 'assignment', text: ['SESSION', 'SECRET=q8Zr2Lk0vXw7Np4Tc1Jb'].join('_') },
  { name: 'github-token', text: ['ghp', 'C4n4ryC4n4ryC4n4ryC4n4ryC4n4ryC4n4ry'].join('_') },
  { name: 'in-base64', text: Buffer.from(['sk', 'live', 'C4n4ryC4n4ryC4n4ryC4n4ry'].join('_')).toString('base64') },
];
