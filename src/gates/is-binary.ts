/** Whether bytes are no text: one of the first 8,000 is NUL, as git judges it. */
export function isBinary(bytes: Uint8Array): boolean {
  return bytes.subarray(0, 8000).includes(0);
}
