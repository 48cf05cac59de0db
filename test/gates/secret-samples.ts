const some = (alphabet: string, length: number): string => alphabet.repeat(length).slice(0, length);
const mixed = (length: number): string => some('q8Zr2Lk0vXw7Np4Tc1Jb5Hs9Dy3Gm6Fe', length);
const upper = (length: number): string => mixed(length).toUpperCase();
const hex = (length: number): string => some('0f1e2d3c4b5a69788796a5b4c3d2e1f0', length);
const letters = (length: number): string => some('qZrLkvXwNpTcJbHsDyGmFe', length);
const each = (kind: string, starts: string, rest: string): readonly (readonly [string, string])[] =>
  starts.split(' ').map((start) => [kind, `${start}${rest}`]);
// Joined here, so that this file holds no secret.
const joined = (...parts: readonly string[]): string => parts.join('');

const UPPER_NAMES =
  'SECRET SECRETS PASSWORD PASSWD PASS TOKEN API_KEY ACCESS_KEY PRIVATE_KEY BACKUP_KEY ENCRYPTION_KEY SECRET_KEY SECRET_KEY_BASE JWT_KEY';
const LOWER_NAMES =
  'secret Secret password passwd Password token apiKey api_key apikey access_key accessKey private_key privateKey secret_key secretKey credential credentials';

/** One made-up secret for each way to write one that the gate of secrets knows: its kind, and a line that holds it. */
export const SECRET_SAMPLES: readonly (readonly [kind: string, line: string])[] = [
  ...UPPER_NAMES.split(' ').map((name) => ['secret assigned to a setting', `APP_${name}=${mixed(20)}`] as const),
  ...LOWER_NAMES.split(' ').map((name) => ['secret in a configuration', `  app.${name}: ${mixed(20)}`] as const),
  ...LOWER_NAMES.split(' ').map((name) => ['secret in a configuration', `use({ ${name}: '${mixed(20)}' });`] as const),
  ...each('authorization header', 'Bearer Basic', '').map(
    ([kind, scheme]) => [kind, `curl -H "Authorization: ${scheme} ${mixed(24)}" x`] as const,
  ),
  ['login of a machine', joined('machine shop.example login jo pass', 'word ', mixed(12))],
  ['login of a registry', joined('//registry.example/:_auth', 'Token=', mixed(24))],
  ['login of a registry', joined('_au', 'th=', mixed(24))],
  ['login of a registry', joined('"au', 'th": "', mixed(24), '"')],
  ['URL with a password', joined('redis://', ':', letters(8), '@shop.example')],
  ['URL with a password', joined('postgres://', 'app:p@', letters(6), '@shop.example/till')],
  ['URL with a token', joined('https://', mixed(24), '@shop.example/x.git')],
  ['private key', joined('-----BEGIN PGP PRIV', 'ATE KEY BLOCK-----')],
  ['private key', joined('PuTTY-User-', 'Key-File-2: ssh-rsa')],
  ['private key', joined('AGE-SECRET-', 'KEY-1', upper(58))],
  ['private key', joined('MIIEvQIBADANBgkqhkiG9w0BAQEFAA', 'SCBKcwggSjAgEAAoIBAQ')],
  ['private key', joined('MIGHAgEAMBMGByqGSM4', '9AgEGCCqGSM49AwEHBG0')],
  ['private key', joined('MC4CAQAwBQYDK2VwBCIE', 'IAb0')],
  ['private key', joined('b3BlbnNzaC1rZXktdj', 'EAAAAABG5vbmU')],
  ['private key', joined('{ "kty": "OKP", "d"', `: "${mixed(43)}" }`)],
  ...each('GitLab token', 'glpat glptt gldt glrt glft glsoat glcbt glimt glagent', `-${mixed(20)}`),
  ...each('Azure key', 'AccountKey= SharedAccessKey=', mixed(44)),
  ['Azure key', `https://shop.example/x?sv=1&sig=${mixed(44)}`],
  ...each('Google secret', 'GOCSPX- ya29.', mixed(30)).map(([kind, text]) => [kind, text.slice(0, 35)] as const),
  ['Slack token', joined('xapp-', '1-', mixed(40))],
  ['Slack token', joined('hooks.slack.', `com/services/T${upper(8)}/B${upper(8)}/${mixed(24)}`)],
  ...each('Stripe key', 'sk_org_live_ rk_org_live_ sk_org_test_ rk_org_test_', mixed(24)),
  ['Twilio key', `SK${hex(32)}`],
  ['mail service key', `key-${hex(32)}`],
  ['mail service key', `${hex(32)}-us12`],
  ['mail service key', `SG.${mixed(22)}.${mixed(43)}`],
  ...each('model service key', 'sk- sk-proj- sk-ant-api- sk-or-v-', mixed(40)),
  ['package registry token', `pypi-${mixed(60)}`],
  ['package registry token', `rubygems_${hex(48)}`],
  ...each('package registry token', 'dckr_pat_ dckr_oat_', mixed(27)),
  ...each('hosting token', 'dop_v1_ doo_v1_ dor_v1_', hex(64)),
  ['hosting token', `sbp_${hex(40)}`],
  ['hosting token', `pscale_tkn_${mixed(40)}`],
  ...each('hosting token', 'dp.pt. dp.st. dp.sa. dp.ct.', mixed(43)),
  ['vault token', `hvs.${mixed(30)}`],
  ['vault token', `${mixed(14)}.atlasv1.${mixed(66)}`],
  ['vault token', `ops_eyJ${mixed(110)}`],
  ['service token', `ATATT3${mixed(120)}`],
  ['service token', `ATBB${mixed(32)}`],
  ['service token', `ntn_${mixed(46)}`],
  ...each('service token', 'sntrys_ sntryu_', mixed(60)),
  ['service token', `NRAK-${upper(27)}`],
  ...each('service token', 'sq0atp- sq0csp-', mixed(22)),
  ['service token', `dapi${hex(32)}`],
  ['service token', `hf_${letters(34)}`],
  ...each('service token', 'shpat_ shpca_ shppa_ shpss_', hex(32)),
  ['service token', `secret_${mixed(43)}`],
  ['service token', `EAA${mixed(120)}`],
  ['service token', `EAAA-${mixed(60)}`],
  ['service token', joined('access_token$', `production$${hex(16)}$${hex(32)}`)],
  ['chat token', `123456789:AA${mixed(33)}`],
  ...each('chat token', 'M N O', `${mixed(24)}.${mixed(6)}.${mixed(30)}`),
  ['chat token', joined('https://discord.', `com/api/webhooks/1234567890/${mixed(68)}`)],
  ...each('password of a database', 'password= pwd= Password=', mixed(14)),
  ['password of a database', `db.shop.example:5432:till:app:${mixed(14)}`],
  ['password of a database', `*:*:*:app:${mixed(14)}`],
  ...each('hash of a password', 'root:$6$ jo:$2b$ jo:$2y$ jo:$apr1$ jo:$1$ jo:$5$', mixed(24)),
];
