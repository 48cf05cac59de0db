import type { CheckContext } from './check.ts';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Whether Till runs for somebody on this machine only: not production, and reached over HTTP on a loopback name. */
export function isLocalTrial({ config, web }: Pick<CheckContext, 'config' | 'web'>): boolean {
  const { protocol, hostname } = web.publicUrl;
  return config.TILL_MODE !== 'production' && protocol === 'http:' && LOOPBACK.has(hostname);
}
