/** Something that must never be in what is handed over. */
export interface LeakRule {
  /** Permanent, for exceptions. */
  readonly id: string;
  /** What the file is, or holds. */
  readonly words: string;
  readonly pattern: RegExp;
}

/** Files that must never ship, by their path with `/`. */
export const PATH_RULES: readonly LeakRule[] = [
  {
    id: 'environment',
    words: 'is an environment file',
    pattern:
      /(?:^|\/)(?:\.env(?!\.example$)(?:[.~][^/]*)?|\.envrc|\.flaskenv|(?:prod|production|staging|local|secrets?)\.env)$/i,
  },
  {
    id: 'virtual-environment',
    words: 'lies in a virtual environment',
    pattern: /(?:^|\/)(?:\.?venv|\.?virtualenvs?|site-packages)(?:\/|$)|(?:^|\/)pyvenv\.cfg$/i,
  },
  {
    id: 'database',
    words: 'is a database',
    pattern:
      /\.(?:sqlite\d?|s3db|sdb|db3?|mdb|accdb|duckdb|realm|fdb|mdf|ldf|ibd|bson)(?:-(?:wal|shm|journal))?$|(?:^|\/)pgdata\/|(?:^|\/)PG_VERSION$/i,
  },
  {
    id: 'dump',
    words: 'is a dump or a backup',
    pattern:
      /\.(?:dump|dmp|bak\d*|backup|old|orig|rej|pgdump|mysqldump|sql\.\w+|rdb|aof|hprof|heap(?:snapshot|profile)|stackdump)$|(?:^|[/._-])(?:dump|backup)(?:[._-][\w.-]*)?\.sql$|(?:^|\/)(?:vg)?core(?:\.\d+)?$|~$/i,
  },
  {
    id: 'key',
    words: 'is a key or a store of credentials',
    pattern:
      /\.(?:pem|key|p8|p12|pfx|pkcs12|der|jks|keystore|kdbx?|ppk|pgp|gpg|agekey|ovpn|tfvars|tfstate(?:\.backup)?)$|(?:^|\/)(?:id_(?:rsa|dsa|ecdsa|ed25519)(?!\.pub$)[\w.-]*|[._]netrc|\.pgpass|\.htpasswd|\.pypirc|\.git-credentials|\.my(?:login)?\.cnf|\.dockercfg|\.boto|\.s3cfg|\.terraformrc|\.vault-token|kubeconfig|credentials(?:\.json)?|client_secret[\w.-]*\.json|application_default_credentials\.json|service[-_]account[\w.-]*\.json|secrets?\.(?:json|ya?ml|toml|ini|txt|properties))$|(?:^|\/)(?:\.ssh|\.gnupg|\.aws|\.azure|\.kube|\.docker|\.config\/gcloud)\//i,
  },
  {
    id: 'editor',
    words: 'belongs to an editor or a desktop',
    pattern:
      /(?:^|\/)(?:\.idea|\.vscode|\.vs|\.fleet|\.zed|\.cursor|\.history|\.settings|\.ipynb_checkpoints|\.spyproject|\.Trash-\d+|\.Spotlight-V100|\.fseventsd|__MACOSX)(?:\/|$)|(?:^|\/)(?:\.DS_Store|(?:eh)?Thumbs\.db|desktop\.ini|\.directory|\.project|\.classpath|\._[^/]*|#[^/]*#|\.#[^/]*|\.nfs[\da-f]+)$|\.(?:sw[a-p]|un~|iml|suo|code-workspace|sublime-workspace)$/i,
  },
  {
    id: 'cache',
    words: 'is a cache',
    pattern:
      /(?:^|\/)(?:\.(?:ruff|pytest|mypy)_cache|__pycache__|\.cache|\.turbo|\.parcel-cache|\.nyc_output|coverage|htmlcov|\.hypothesis|\.tox|\.nox|\.gradle|\.m2|\.npm|\.pnpm-store|\.yarn|\.next|\.nuxt|\.svelte-kit|\.vite|\.sass-cache|\.angular|\.terraform|\.vagrant|\.serverless|\.dart_tool|\.eggs|test-results|playwright-report)(?:\/|$)|\.(?:py[co]|tsbuildinfo)$|(?:^|\/)(?:\.(?:es|style)lintcache|\.coverage|lcov\.info)$/i,
  },
  {
    id: 'history',
    words: 'is what somebody typed',
    pattern: /(?:^|\/)(?:\.\w+_history|\.lesshst|\.viminfo|\.netrwhist|nohup\.out)$/i,
  },
  {
    id: 'modules',
    words: 'is an installed package',
    pattern: /(?:^|\/)(?:node_modules|bower_components|jspm_packages)\//i,
  },
  { id: 'repository', words: 'belongs to version control', pattern: /(?:^|\/)(?:\.(?:git|hg|svn|bzr|jj)|CVS)\//i },
  {
    id: 'scratch',
    words: 'is made while running',
    pattern: /(?:^|\/)\.(?:till|astro|run|tmp)\/|\.(?:tmp|temp|log(?:\.\d+)?|pid|seed|cpuprofile)$/i,
  },
  {
    id: 'archive',
    words: 'is an archive',
    pattern:
      /\.(?:zipx?|tar|tgz|tbz2?|txz|tzst|gz|bz2|xz|zst|lz4?|lzma|z|7z|rar|cab|arj|lha|cpio|ar|jar|war|ear|whl|egg|gem|crate|nupkg|phar|vsix|crx|xpi|apk|aab|ipa|deb|rpm|msi|dmg|iso|img|ova|vmdk|vhdx?|qcow2|squashfs|snap|appimage|docx|xlsx|pptx|od[tsp])$/i,
  },
];

/** Where a place may begin: not within a longer path or an address of the web, but in an address of a file. */
const START = String.raw`(?:(?<=\bfile:(?:\/\/)?)|(?<![\w./~-]))`;
const SLASH = String.raw`(?:\\?\/)`;
const BACK = String.raw`(?:\\{1,2}|\/)`;

/** What no text may hold: places of somebody's machine, and archives and databases in base64. */
export const TEXT_RULES: readonly LeakRule[] = [
  {
    id: 'home-path',
    words: 'names a home folder',
    pattern: new RegExp(
      String.raw`(?:${START}(?:${SLASH}(?:var|export))?${SLASH}(?:home|Users)|\/(?:mnt|cygdrive)\/[a-z]\/Users)${SLASH}(?!(?:node|you|me|user|app)(?![\p{L}\p{N}_-]))[\p{L}\p{N}_][\p{L}\p{N}_.-]*|\b[A-Za-z]:${BACK}[Uu]sers${BACK}[\p{L}\p{N}_.-]+`,
      'u',
    ),
  },
  {
    id: 'root-path',
    words: "names the administrator's home folder",
    pattern: new RegExp(String.raw`${START}${SLASH}root${SLASH}[\w.-]+`),
  },
  {
    id: 'scratch-path',
    words: 'names a scratch folder',
    pattern: new RegExp(
      String.raw`${START}(?:${SLASH}private)?${SLASH}(?:tmp|var\/folders|dev\/shm|run\/user|__w|github\/workspace|var\/tmp(?!${SLASH}till-(?:docker|pg)-))${SLASH}(?=[\w./-]{8})[\w.-]+`,
    ),
  },
  {
    id: 'archive',
    words: 'holds an archive in base64',
    pattern: /(?<![\w+/-])(?:UEsDB|H4sI|QlpoO|N3q8ryc|UmFyIR)[\w+/-]{40,}/,
  },
  { id: 'database', words: 'holds a database in base64', pattern: /U1FMaXRlIGZvcm1hdC[A]z/ },
];

/** What a file is by its first bytes, whatever it is called. Patterns are tried on them as Latin-1. */
export const CONTENT_RULES: readonly LeakRule[] = [
  {
    id: 'database',
    words: 'is a database by its content',
    pattern: /^SQLite format 3\0|^[\s\S]{8}DUCK|^\0\x01\0\0Standard (?:Jet|ACE) DB/,
  },
  {
    id: 'dump',
    words: 'is a dump by its content',
    pattern:
      /^PGDMP|^-- (?:PostgreSQL|MySQL|MariaDB) (?:database )?(?:cluster )?dump|^PRAGMA foreign_keys=OFF;|^COPY [\w."]+ \([^)]*\) FROM stdin;|^REDIS\d{4}|^JAVA PROFILE|^\x7fELF[\s\S]{12}\x04\0/m,
  },
  {
    id: 'key',
    words: 'is a private key by its content',
    pattern:
      /^-----BEGIN [A-Z ]*PRIVATE KEY|^PuTTY-User-Key-File|^\x30[\s\S]{1,3}\x02\x01\0(?:\x30[\s\S]\x06|\x02[\x81\x82])|^\x30[\s\S]{1,3}\x02\x01\x01\x04|^\x30[\s\S]{1,3}\x02\x01\x03\x30[\s\S]{1,3}\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07/,
  },
  {
    id: 'archive',
    words: 'is an archive by its content',
    pattern:
      /^(?:PK[\x03\x05\x07]|\x1f[\x8b\x9d]|BZh\d|\xfd7zXZ|7z\xbc\xaf|Rar!|\x28\xb5\x2f\xfd|\x04\x22\x4d\x18|\x5d\0\0[\s\S]{2}|MSCF|!<arch>|\xed\xab\xee\xdb|07070[127]|# v\d git bundle|PACK\0|QFI\xfb)|^[\s\S]{257}ustar/,
  },
];

/** The end of a ZIP: programs find it there whatever stands before it. */
const ZIP_END = /PK\x05\x06[\s\S]{18}/;
const ZIP_TAIL = 66_000;
const BEHIND: LeakRule = { id: 'archive', words: 'has an archive behind its content', pattern: ZIP_END };

/** The rules that the content of a file breaks. */
export function contentLeaks(bytes: Uint8Array): readonly LeakRule[] {
  const head = Buffer.from(bytes.subarray(0, 512)).toString('latin1');
  const found = CONTENT_RULES.filter(({ pattern }) => pattern.test(head));
  const tail = Buffer.from(bytes.subarray(-ZIP_TAIL)).toString('latin1');
  return found.some(({ id }) => id === 'archive') || !ZIP_END.test(tail) ? found : [...found, BEHIND];
}

/** A leak rule that a text breaks, at a line from 1. */
export interface TextLeak {
  readonly rule: LeakRule;
  readonly line: number;
}

/** The rules that a path breaks. */
export function pathLeaks(file: string): readonly LeakRule[] {
  return PATH_RULES.filter(({ pattern }) => pattern.test(file));
}

/** The rules that a text breaks, each at the first line that does. */
export function textLeaks(text: string): readonly TextLeak[] {
  const lines = text.split('\n');
  return TEXT_RULES.flatMap((rule) => {
    const index = lines.findIndex((line) => rule.pattern.test(line));
    return index < 0 ? [] : [{ rule, line: index + 1 }];
  });
}
