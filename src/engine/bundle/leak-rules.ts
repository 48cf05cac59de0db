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
  { id: 'environment', words: 'is an environment file', pattern: /(?:^|\/)\.env(?!\.example$)(?:\.[^/]*)?$/i },
  { id: 'virtual-environment', words: 'lies in a virtual environment', pattern: /(?:^|\/)\.?venv\//i },
  { id: 'database', words: 'is a database', pattern: /\.(?:sqlite3?|db3?|mdb)(?:-(?:wal|shm|journal))?$/i },
  {
    id: 'dump',
    words: 'is a dump or a backup',
    pattern: /\.(?:dump|bak|backup|pgdump|sql\.gz|rdb)$|(?:^|\/)core\.\d+$|~$/i,
  },
  {
    id: 'key',
    words: 'is a key or a store of credentials',
    pattern:
      /\.(?:pem|key|p12|pfx|jks|keystore|kdbx|ppk)$|(?:^|\/)(?:id_(?:rsa|dsa|ecdsa|ed25519)|\.netrc|\.pgpass|\.htpasswd)$/i,
  },
  {
    id: 'editor',
    words: 'belongs to an editor or a desktop',
    pattern:
      /(?:^|\/)(?:\.idea|\.vscode|\.vs|\.fleet|__MACOSX)\/|(?:^|\/)(?:\.DS_Store|Thumbs\.db)$|\.(?:swp|swo|iml)$/i,
  },
  {
    id: 'cache',
    words: 'is a cache',
    pattern:
      /(?:^|\/)(?:\.(?:ruff|pytest|mypy)_cache|__pycache__|\.cache|\.turbo|\.parcel-cache|\.nyc_output|coverage|\.tox|\.gradle)\/|\.(?:pyc|tsbuildinfo)$|(?:^|\/)\.eslintcache$/i,
  },
  { id: 'modules', words: 'is an installed package', pattern: /(?:^|\/)(?:node_modules|bower_components)\//i },
  { id: 'repository', words: 'belongs to version control', pattern: /(?:^|\/)\.(?:git|hg|svn)\//i },
  { id: 'scratch', words: 'is made while running', pattern: /(?:^|\/)\.(?:till|astro|run)\/|\.(?:tmp|log|pid)$/i },
  {
    id: 'archive',
    words: 'is an archive',
    pattern: /\.(?:zip|tar|tgz|gz|bz2|xz|zst|7z|rar|jar|whl)$/i,
  },
];

/** What no text may hold: places of somebody's machine. */
export const TEXT_RULES: readonly LeakRule[] = [
  {
    id: 'home-path',
    words: 'names a home folder',
    pattern: /(?<![\w.:/-])\/(?:home|Users)\/(?!(?:node|you|me|user|app)\b)[\w.-]+\/|\b[A-Z]:\\Users\\[\w.-]+\\/,
  },
  { id: 'root-path', words: "names the administrator's home folder", pattern: /(?<![\w.:/~-])\/root\/[\w.-]+/ },
  {
    id: 'scratch-path',
    words: 'names a scratch folder',
    pattern: /(?<![\w.:-])(?:\/private)?\/(?:tmp|var\/folders)\/(?=[\w./-]{8})[\w.-]+/,
  },
];

/** What a file is by its first bytes, whatever it is called. Patterns are tried on them as Latin-1. */
export const CONTENT_RULES: readonly LeakRule[] = [
  { id: 'database', words: 'is a database by its content', pattern: /^SQLite format 3\0/ },
  {
    id: 'dump',
    words: 'is a database dump by its content',
    pattern: /^PGDMP|^-- (?:PostgreSQL|MySQL) (?:database )?dump/m,
  },
  { id: 'key', words: 'is a private key by its content', pattern: /^-----BEGIN [A-Z ]*PRIVATE KEY-----/ },
  {
    id: 'archive',
    words: 'is an archive by its content',
    pattern: /^(?:PK[\x03\x05]|\x1f\x8b|BZh\d|\xfd7zXZ|7z\xbc\xaf|Rar!|\x28\xb5\x2f\xfd)|^[\s\S]{257}ustar/,
  },
];

/** The rules that the content of a file breaks. */
export function contentLeaks(bytes: Uint8Array): readonly LeakRule[] {
  const head = Buffer.from(bytes.subarray(0, 512)).toString('latin1');
  return CONTENT_RULES.filter(({ pattern }) => pattern.test(head));
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
