import { AtelierError } from '../kernel/errors.ts'
import { DatabaseError } from './pg-errors.ts'

const OLDEST = 15

/** What Atelier asks of a PostgreSQL that it did not start itself. */
interface ServerFacts {
  /** `150018`, and in words: `15.18 (Debian …)`. */
  readonly version: number
  readonly versionText: string
  readonly encoding: string
  readonly isStandby: boolean
  readonly mayCreate: boolean
  readonly user: string
  readonly database: string
}

const FACTS = `SELECT current_setting('server_version_num'), current_setting('server_version'),
  current_setting('server_encoding'), pg_is_in_recovery(),
  has_database_privilege(current_database(), 'CREATE'), current_user, current_database()`

/** Throws INVALID_INPUT for an address that is none; nothing of it is repeated, since it may hold a password. */
export function checkDatabaseUrl(url: string): void {
  if (/^postgres(ql)?:\/\//.test(url) && URL.canParse(url)) return
  throw new AtelierError(
    'INVALID_INPUT',
    'DATABASE_URL must be an address such as postgres://user:password@host:5432/database. In a password write @ as %40, / as %2F, # as %23 and % as %25.',
  )
}

type Ask = (text: string) => Promise<{ readonly rows: readonly (readonly (string | null)[])[] }>

/** Throws SERVER_UNAVAILABLE with what keeps Atelier from working on the server that DATABASE_URL names. */
export async function checkServer(ask: Ask, url: string): Promise<void> {
  try {
    const { rows } = await ask(FACTS)
    const [version, versionText, encoding, standby, mayCreate, user, database] = rows[0] as readonly string[]
    const problem = findProblem({
      ...({ versionText, encoding, user, database } as ServerFacts),
      version: Number(version),
      isStandby: standby === 't',
      mayCreate: mayCreate === 't',
    })
    if (problem) throw new AtelierError('SERVER_UNAVAILABLE', problem)
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    throw new AtelierError('SERVER_UNAVAILABLE', explainRefusal(error, new URL(url)), undefined, {
      cause: error,
    })
  }
}

function findProblem(facts: ServerFacts): string | undefined {
  const { version, versionText, encoding, isStandby, mayCreate, user, database } = facts
  if (version < OLDEST * 10_000) {
    return `DATABASE_URL leads to PostgreSQL ${versionText}; Atelier needs ${OLDEST} or later.`
  }
  if (encoding !== 'UTF8') {
    return `The database "${database}" of DATABASE_URL is encoded in ${encoding}; Atelier needs UTF8. Make one: CREATE DATABASE atelier ENCODING 'UTF8' TEMPLATE template0`
  }
  if (isStandby) {
    return 'DATABASE_URL leads to a standby, which can only be read. Name the primary.'
  }
  if (mayCreate) return undefined
  return `The user "${user}" of DATABASE_URL may not make schemas in the database "${database}". As its owner: GRANT CREATE ON DATABASE ${database} TO ${user}`
}

function explainRefusal({ sqlState, cause }: DatabaseError, url: URL): string {
  const place = `${url.hostname}:${url.port || 5432}`
  const said = cause instanceof Error ? cause.message : ''
  if (/^28/.test(sqlState)) {
    return `PostgreSQL at ${place} does not let the user of DATABASE_URL in: ${said}. Correct user and password there.`
  }
  if (sqlState === '3D000') {
    return `PostgreSQL at ${place} has no such database: ${said}. Make it (CREATE DATABASE …), or correct DATABASE_URL.`
  }
  if (/^(?!E)[0-9A-Z]{5}$/.test(sqlState))
    return `PostgreSQL at ${place} refuses: ${said}. Look at DATABASE_URL.`
  return `No PostgreSQL answers at ${place} (${sqlState || said}). Start it, or correct DATABASE_URL.`
}
