import { UserError } from '../../common/errors.ts';

/**
 * SQLite names a fault and its kind in one number: 1034 is 10 (I/O) with 4 (while syncing) above its eight bits. Its
 * numbers have up to four digits, those of PostgreSQL five.
 */
function withoutKind(code: string): string {
  return /^\d{1,4}$/.test(code) ? `${Number(code) & 0xff}` : code;
}

/** What the driver said, dug out of Prisma's error: every code by which somebody names the fault, and the reason. */
function causeOf(error: unknown): { readonly codes: readonly string[]; readonly message: string } {
  const outer = error as {
    name?: unknown;
    code?: unknown;
    rawCode?: unknown;
    message?: unknown;
    meta?: { driverAdapterError?: unknown };
  };
  // What goes wrong in a COMMIT comes unwrapped: the adapter's error from PostgreSQL, the driver's own from SQLite.
  const told = outer.meta?.driverAdapterError ?? (outer.name === 'DriverAdapterError' ? outer : undefined);
  const inner = (told as { cause?: Record<string, unknown> } | undefined)?.cause;
  const text = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? `${value}` : '');
  return {
    codes: [inner?.originalCode, inner?.kind, outer.rawCode, outer.code]
      .map(text)
      .filter((code) => code !== '')
      .map(withoutKind),
    message: text(inner?.originalMessage) || text(outer.message) || 'no reason given',
  };
}

const rules: readonly {
  readonly code: 'unavailable' | 'corrupt-data';
  readonly is: RegExp;
  readonly says: string;
  readonly hint: string;
}[] = [
  {
    code: 'corrupt-data',
    is: /^(26|11|SQLITE_NOTADB|SQLITE_CORRUPT)$/,
    says: 'is not a database, or is damaged',
    hint: 'Point DATABASE_URL at another file, or put a backup in its place. The file was left as it is.',
  },
  {
    code: 'unavailable',
    is: /^(EACCES|EPERM|EROFS|8)$/,
    says: 'may not be written',
    hint: 'Check who owns the folder and the file; SQLite needs to write both.',
  },
  {
    code: 'unavailable',
    is: /^(ENOTDIR|EEXIST|EISDIR|ENOENT|14)$/,
    says: 'cannot be opened as a file',
    hint: 'Check the path in DATABASE_URL.',
  },
  {
    code: 'unavailable',
    is: /^(ENOSPC|EDQUOT|EIO|13|10|53100|58\w{3})$/,
    says: 'cannot be written: the disk is full or failing',
    hint: 'Free some space, then start again; nothing acknowledged is lost.',
  },
  {
    code: 'unavailable',
    is: /^(SocketTimeout|5|P1008)$/,
    says: 'is locked by another program',
    hint: 'Close what else has the file open for writing.',
  },
  {
    code: 'unavailable',
    is: /^(7|53\w{3}|TooManyConnections|P2037)$/,
    says: 'has no memory or no connection left',
    hint: 'See what else uses that machine or server, or raise the limits set there.',
  },
  {
    code: 'unavailable',
    is: /^(57014|55P03|25P0[34]|57P05|P2024|P2028)$/,
    says: 'is too busy to answer in time',
    hint: 'See what else keeps the database or its disk busy.',
  },
  {
    code: 'unavailable',
    is: /^25006$/,
    says: 'may only be read at the moment',
    hint: 'After a failover, let DATABASE_URL lead to the server that is written to.',
  },
  {
    code: 'unavailable',
    is: /^(28P01|28000|P1000|AuthenticationFailed)$/,
    says: 'refuses this user or password',
    hint: 'Check user and password in DATABASE_URL.',
  },
  {
    code: 'unavailable',
    is: /^(3D000|P1003|DatabaseDoesNotExist)$/,
    says: 'does not exist on that server',
    hint: 'Create it first (createdb), or correct the name in DATABASE_URL.',
  },
  {
    code: 'unavailable',
    is: /^(P1001|P1002|P1011|P1017|ECONNREFUSED|ECONNRESET|ENOTFOUND|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ECONNABORTED|EAI_AGAIN|EPIPE|57P0[1-3]|08\w{3}|DatabaseNotReachable|ConnectionClosed|SocketTimeout)$/,
    says: 'does not answer',
    hint: 'Check that the server runs and that host and port in DATABASE_URL are right.',
  },
];

/** What a person can do something about becomes a UserError; anything else is a bug and passes as it is. */
export function databaseError(error: unknown, where: string): unknown {
  if (error instanceof UserError) return error;
  const { codes, message } = causeOf(error);
  const rule = rules.find(({ is }) => codes.some((code) => is.test(code)));
  const fallback =
    /Unable to open connection|timeout exceeded when trying to connect|Connection terminated|is not queryable/;
  if (rule === undefined && !fallback.test(message)) return error;
  const {
    code: kind,
    says,
    hint,
  } = rule ?? {
    code: 'unavailable' as const,
    says: 'cannot be opened',
    hint: 'Check DATABASE_URL.',
  };
  return new UserError(kind, `the database ${where} ${says} (${message.trim()})`, { hint, cause: error });
}

/** Whether a transaction lost a race and may simply be tried again: everything it did has been undone. */
export function isRace(error: unknown): boolean {
  return causeOf(error).codes.some((code) => /^(P2002|P2034|40001|40P01)$/.test(code));
}
