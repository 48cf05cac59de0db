/** What a secret looks like. A group `value` or `mixed` is judged by how random it is; without one the whole match is the secret. */
export interface SecretShape {
  readonly kind: string;
  readonly pattern: RegExp;
}

const NAME = String.raw`(?:SECRETS?|PASSWORD|PASSWD|PASS|TOKEN|API_KEY|ACCESS_KEY|PRIVATE_KEY|BACKUP_KEY|ENCRYPTION_KEY|SECRET_KEY(?:_BASE)?|JWT_KEY)`;
const LOWER = String.raw`(?:[Ss]ecret|[Pp]assw(?:or)?d|[Tt]oken|[Aa]pi_?[Kk]ey|[Aa]ccess_?[Kk]ey|[Pp]rivate_?[Kk]ey|[Ss]ecret_?[Kk]ey|[Cc]redentials?)`;
const MIXED = String.raw`(?<mixed>[\w+/=.~!@#%^&*-]{16,})`;
const VALUE = String.raw`(?<value>[\w+/=.~!@#%^&*-]{16,})`;

/** Keys by the prefixes of those who issue them, and values that are assigned to names of secrets. */
export const MORE_SHAPES: readonly SecretShape[] = [
  {
    kind: 'secret assigned to a setting',
    pattern: new RegExp(String.raw`\b(?:[A-Z][A-Z0-9_]*)?${NAME}(?:_PREVIOUS)?["']?\s*[=:]\s*["']?${VALUE}`),
  },
  {
    // In lower case only as a whole line of a configuration, or in quotes: a program assigns much to such names.
    kind: 'secret in a configuration',
    pattern: new RegExp(String.raw`^\s*[\w.-]*${LOWER}["']?\s*[:=]\s*${MIXED}\s*$`),
  },
  {
    kind: 'secret in a configuration',
    pattern: new RegExp(String.raw`${LOWER}["']?\s*[:=]\s*(?<quote>["'])${MIXED}\k<quote>`),
  },
  {
    kind: 'authorization header',
    pattern: new RegExp(String.raw`\bAuthorization["']?\s*[:=]\s*["']?(?:Basic|Bearer)\s+${VALUE}`, 'i'),
  },
  { kind: 'login of a machine', pattern: /\bmachine\s+\S+\s+login\s+\S+\s+password\s+(?<value>\S{8,})/ },
  { kind: 'login of a registry', pattern: /(?:_auth(?:Token)?\s*=\s*|"auth":\s*")(?<value>[\w+/=-]{16,})/ },
  { kind: 'URL with a password', pattern: /\b[a-z][a-z0-9+.-]*:\/\/:(?!\$\{)[^\s@/]{3,}@/i },
  {
    kind: 'private key',
    pattern: /-----BEGIN PGP PRIV[A]TE KEY BLOCK-----|PuTTY-User-Key-File-\d|AGE-SECRET-KEY-1[0-9A-Z]{58}/,
  },
  { kind: 'GitLab token', pattern: /\bgl(?:pat|ptt|dt|rt|ft|soat|cbt|imt|agent)-[\w.-]{20,}/ },
  { kind: 'Azure key', pattern: /\b(?:AccountKey|SharedAccessKey)=[\w+/]{40,}|[?&]sig=[\w%+/-]{43,}/ },
  { kind: 'Google secret', pattern: /\bGOCSPX-[\w-]{28}|\bya29\.[\w-]{30,}/ },
  { kind: 'Slack token', pattern: /\bxapp-\d-[\w-]{40,}|hooks\.slack\.com\/services\/T\w{6,}\/B\w{6,}\/\w{20,}/ },
  { kind: 'Stripe key', pattern: /\b[sr]k_org_(?:live|test)_[0-9A-Za-z]{16,}/ },
  { kind: 'Twilio key', pattern: /\bSK[0-9a-f]{32}\b/ },
  {
    kind: 'mail service key',
    pattern: /\bkey-[0-9a-f]{32}\b|\b[0-9a-f]{32}-us\d{1,2}\b|\bSG\.[\w-]{16,32}\.[\w-]{16,64}/,
  },
  { kind: 'model service key', pattern: /\bsk-(?:[a-z]+-)*(?<value>[\w-]{32,})/ },
  {
    kind: 'package registry token',
    pattern: /\bpypi-[\w-]{50,}|\brubygems_[0-9a-f]{48}\b|\bdckr_(?:pat|oat)_[\w-]{20,}/,
  },
  {
    kind: 'hosting token',
    pattern:
      /\bdo[opr]_v1_[0-9a-f]{64}\b|\bsbp_[0-9a-f]{40}\b|\bpscale_\w{3,6}_[\w-]{32,}|\bdp\.(?:pt|st|sa|ct)\.\w{40,}/,
  },
  { kind: 'vault token', pattern: /\bhvs\.[\w-]{24,}|\w{14}\.atlasv1\.[\w-]{60,}|\bops_eyJ[\w-]{100,}/ },
  {
    kind: 'service token',
    pattern:
      /\bATATT3[\w=-]{100,}|\bATBB\w{32}\b|\bntn_\w{40,}|\bsntr[yu][su]_[\w-]{40,}|\bNRAK-[0-9A-Z]{27}\b|\bsq0[a-z]{3}-[\w-]{22,}|\bdapi[0-9a-f]{32}\b|\bhf_[A-Za-z]{34}\b|\bshp(?:at|ca|pa|ss)_[0-9a-f]{32}\b/,
  },
  {
    kind: 'chat token',
    pattern:
      /\b\d{8,10}:AA[\w-]{33}\b|\b[MNO][\w-]{23,25}\.[\w-]{6}\.[\w-]{27,}|discord\.com\/api\/webhooks\/\d+\/[\w-]{60,}/,
  },
  // A password may hold an @: the last one ends it.
  {
    kind: 'URL with a password',
    pattern: /\b[a-z][a-z0-9+.-]*:\/\/[^\s:@/]+:(?!\$\{)[^\s/"'<>]*@[^\s/"'<>]*@(?=[\w.-])/i,
  },
  { kind: 'URL with a token', pattern: /\bhttps?:\/\/(?<value>[\w-]{20,})@/ },
  { kind: 'password of a database', pattern: /\b(?:password|pwd)=(?<mixed>[^\s&;"'`]{12,})/i },
  { kind: 'password of a database', pattern: /^[\w.*-]+:(?:\d{2,5}|\*):[\w*-]+:[\w*-]+:(?<mixed>\S{12,})$/ },
  { kind: 'hash of a password', pattern: /:\$(?:2[aby]|apr1|[156])\$[\w./$]{20,}/ },
  // Private keys without their first line: PKCS #8 of RSA, of a curve and of Ed25519, OpenSSH, and JSON.
  {
    kind: 'private key',
    pattern:
      /IBADANBgkqhkiG9w0BAQEFAA[S]|MIGHAgEAMBMGByqGSM4[9]|MC4CAQAwBQYDK2VwBCIE[I]|b3BlbnNzaC1rZXktdj[E]|"d"\s*:\s*"[\w-]{40,}"/,
  },
  {
    kind: 'service token',
    pattern:
      /\bsecret_[0-9A-Za-z]{43}\b|\bEAA[0-9A-Za-z]{100,}|\bEAAA[\w-]{60}|\baccess_token\$production\$\w+\$[0-9a-f]{32}/,
  },
];
