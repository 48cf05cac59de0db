/** The first twelve digits of a digest, without the name of its algorithm. The whole belongs into a title. */
export const shortDigest = (digest: string): string => digest.replace(/^[a-z0-9]+[:-]/, '').slice(0, 12);
