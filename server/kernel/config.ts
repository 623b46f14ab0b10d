import { resolve } from 'node:path'
import { AtelierError } from './errors.ts'

export interface Config {
  readonly port: number
  /** Folder of the embedded database, the command line's credential and other local state. */
  readonly dataDir: string
  /** Folder with one sub-folder per metadata package. */
  readonly metadataDir: string
  /** Undefined: the embedded PostgreSQL in `dataDir` is used. */
  readonly databaseUrl: string | undefined
  /** Undefined: a password is made at first start and printed. */
  readonly adminPassword: string | undefined
  /** Deploy changed metadata files while the server runs. */
  readonly watch: boolean
  readonly timeZone: string
  /** False behind a pooler that cannot keep prepared statements. */
  readonly preparedStatements: boolean
  readonly poolSize: number
  /** Where people reach the server, without a slash at the end: for links in mails. Undefined: where it listens. */
  readonly publicUrl: string | undefined
  /** Proxies whose word on the client's address counts, as Express takes them: `loopback`, `10.0.0.0/8`. */
  readonly trustedProxies: string | undefined
  /** `smtp://user:password@host:port`. Undefined: mails are printed to the log. */
  readonly mailUrl: string | undefined
  readonly mailFrom: string
  /** Of 32 bytes each: secrets in the database are encrypted with the first one. None: the data folder keeps one. */
  readonly secretKeys: readonly Buffer[]
  /** Secrets of auth providers by the provider's name in upper case: ATELIER_AUTH_PROVIDER_SECRET_COMPANY. */
  readonly providerSecrets: ReadonlyMap<string, string>
  /** Bytes of one file. */
  readonly largestFile: number
}

/** The environment, parsed once and frozen. Throws with every variable that makes no sense. */
export function readConfig(env: NodeJS.ProcessEnv, cwd: string): Config {
  const port = Number(env.PORT ?? 3000)
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new AtelierError('INVALID_INPUT', `PORT must be a number from 0 to 65535, not "${env.PORT}".`)
  }
  const timeZone = env.ATELIER_TIME_ZONE || Intl.DateTimeFormat().resolvedOptions().timeZone
  if (!isTimeZone(timeZone)) {
    throw new AtelierError(
      'INVALID_INPUT',
      `ATELIER_TIME_ZONE must be an IANA time zone such as Europe/Warsaw, not "${timeZone}".`,
    )
  }
  const poolSize = Number(env.ATELIER_POOL_SIZE ?? 12)
  if (!Number.isInteger(poolSize) || poolSize < 2) {
    throw new AtelierError(
      'INVALID_INPUT',
      `ATELIER_POOL_SIZE must be 2 or more, not "${env.ATELIER_POOL_SIZE}".`,
    )
  }
  const largestFile = Number(env.ATELIER_LARGEST_FILE ?? 25)
  if (!Number.isInteger(largestFile) || largestFile < 1 || largestFile > 2048) {
    throw new AtelierError(
      'INVALID_INPUT',
      `ATELIER_LARGEST_FILE must be a number of megabytes from 1 to 2048, not "${env.ATELIER_LARGEST_FILE}".`,
    )
  }
  return Object.freeze({
    port,
    dataDir: resolve(cwd, env.ATELIER_DATA_DIR ?? '.data'),
    metadataDir: resolve(cwd, env.ATELIER_METADATA_DIR ?? 'metadata'),
    databaseUrl: env.DATABASE_URL || undefined,
    adminPassword: env.ATELIER_ADMIN_PASSWORD || undefined,
    watch: env.ATELIER_WATCH !== 'off',
    timeZone,
    preparedStatements: env.ATELIER_PREPARED_STATEMENTS !== 'off',
    poolSize,
    publicUrl: readPublicUrl(env.ATELIER_PUBLIC_URL),
    trustedProxies: env.ATELIER_TRUSTED_PROXIES || undefined,
    mailUrl: env.ATELIER_MAIL_URL || undefined,
    mailFrom: env.ATELIER_MAIL_FROM || 'Atelier <atelier@localhost>',
    secretKeys: readSecretKeys(env.ATELIER_SECRET_KEY),
    providerSecrets: readProviderSecrets(env),
    largestFile: largestFile * 1024 * 1024,
  })
}

function readPublicUrl(text: string | undefined): string | undefined {
  if (!text) return undefined
  if (URL.canParse(text) && /^https?:/.test(text)) return text.replace(/\/+$/, '')
  throw new AtelierError(
    'INVALID_INPUT',
    `ATELIER_PUBLIC_URL must be an address such as https://atelier.example.com, not "${text}".`,
  )
}

/** 32 bytes in base64 or hexadecimal; several, separated by commas, while one takes the place of another. */
function readSecretKeys(text: string | undefined): readonly Buffer[] {
  const words = (text ?? '').split(',').map(word => word.trim())
  return words
    .filter(word => word !== '')
    .map(word => {
      const key = Buffer.from(word, /^[0-9a-f]{64}$/i.test(word) ? 'hex' : 'base64')
      if (key.length === 32) return key
      throw new AtelierError(
        'INVALID_INPUT',
        'ATELIER_SECRET_KEY must be 32 random bytes in base64: "openssl rand -base64 32" makes some.',
      )
    })
}

function readProviderSecrets(env: NodeJS.ProcessEnv): ReadonlyMap<string, string> {
  const prefix = 'ATELIER_AUTH_PROVIDER_SECRET_'
  const given = Object.entries(env).filter(([name, secret]) => name.startsWith(prefix) && secret)
  return new Map(given.map(([name, secret]) => [name.slice(prefix.length).toUpperCase(), secret as string]))
}

function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false
  }
}
