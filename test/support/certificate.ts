import { createSign, generateKeyPairSync, randomBytes } from 'node:crypto';

/** A key with a certificate that signs itself, as PEM. Who trusts `cert` trusts its holder as 127.0.0.1 and as `name`. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** Makes one that is valid for a year. Written out by hand, since Node can read certificates but not make them. */
export function makeCertificate(name = 'localhost'): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const body = tbsCertificate(publicKey.export({ type: 'spki', format: 'der' }), name);
  const signature = createSign('sha256').update(body).sign(privateKey);
  const der = sequence(body, ECDSA_SHA256, node(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  const cert = ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
  return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert };
}

function node(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...parts: readonly Buffer[]): Buffer => node(0x30, ...parts);
const oid = (hex: string): Buffer => node(0x06, Buffer.from(hex, 'hex'));
const ECDSA_SHA256 = sequence(oid('2a8648ce3d040302'));
const COMMON_NAME = oid('550403');
const ALT_NAME = oid('551d11');
const CONSTRAINTS = oid('551d13');

function tbsCertificate(publicKey: Buffer, host: string): Buffer {
  const version = node(0xa0, node(0x02, Buffer.from([2])));
  const serial = node(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)]));
  const name = sequence(node(0x31, sequence(COMMON_NAME, node(0x0c, Buffer.from('till test')))));
  const now = Date.now();
  const validity = sequence(utcTime(now - 86_400_000), utcTime(now + 365 * 86_400_000));
  const hosts = sequence(node(0x82, Buffer.from(host)), node(0x87, Buffer.from([127, 0, 0, 1])));
  const authority = sequence(node(0x01, Buffer.from([255])));
  const extensions = sequence(
    sequence(ALT_NAME, node(0x04, hosts)),
    sequence(CONSTRAINTS, node(0x01, Buffer.from([255])), node(0x04, authority)),
  );
  return sequence(version, serial, ECDSA_SHA256, name, validity, name, publicKey, node(0xa3, extensions));
}

function utcTime(at: number): Buffer {
  const digits = new Date(at).toISOString().replaceAll(/\D/g, '').slice(2, 14);
  return node(0x17, Buffer.from(`${digits}Z`));
}
