import { AtelierError } from '../kernel/errors.ts'
import { type Message, type MessageValue, say } from '../kernel/message.ts'

/** What the hooks of one transaction, or of one run of a job, may use together. */
export interface HookLimits {
  /** Processor time, milliseconds. */
  readonly cpuMilliseconds: number
  /** Time in hooks, waiting for the database included. */
  readonly wallMilliseconds: number
  /** How long a job may keep a transaction of its own open: others, and deploys, wait for its locks. */
  readonly transactionMilliseconds: number
  /** Memory over what an idle hook process takes: heap and buffers. */
  readonly memoryMegabytes: number
  /** Calls of `db`: each query and each save is one. */
  readonly statements: number
  readonly rowsRead: number
  readonly rowsWritten: number
}

export type HookLimit = keyof HookLimits

/** Triggers run while somebody waits. */
export const TRIGGER_LIMITS: HookLimits = Object.freeze({
  cpuMilliseconds: 10_000,
  wallMilliseconds: 60_000,
  transactionMilliseconds: 60_000,
  memoryMegabytes: 192,
  statements: 500,
  rowsRead: 200_000,
  rowsWritten: 100_000,
})

/** Jobs and queueables. */
export const BACKGROUND_LIMITS: HookLimits = Object.freeze({
  cpuMilliseconds: 60_000,
  wallMilliseconds: 1_800_000,
  transactionMilliseconds: 60_000,
  memoryMegabytes: 512,
  statements: 5_000,
  rowsRead: 2_000_000,
  rowsWritten: 1_000_000,
})

/** Triggers that save records that fire triggers …: the deepest that is let through. */
export const MAX_TRIGGER_DEPTH = 16

interface Exceeded {
  readonly limit: string
  readonly value: MessageValue
}

const WORDS: Readonly<Record<HookLimit, (exceeded: Exceeded) => Message>> = {
  cpuMilliseconds: exceeded => say('took {value} ms of processor time; the limit is {limit} ms', exceeded),
  wallMilliseconds: exceeded => say('ran for {value} ms; the limit is {limit} ms', exceeded),
  transactionMilliseconds: exceeded =>
    say('kept a transaction open for {value} ms; the limit is {limit} ms', exceeded),
  memoryMegabytes: exceeded => say('took {value} MB of memory; the limit is {limit} MB', exceeded),
  statements: exceeded => say('made {value} calls to the database; the limit is {limit}', exceeded),
  rowsRead: exceeded => say('read {value} rows; the limit is {limit}', exceeded),
  rowsWritten: exceeded => say('saved {value} records; the limit is {limit}', exceeded),
}

export function limitExceeded(
  hook: string,
  limits: HookLimits,
  limit: HookLimit,
  value: number | undefined,
): AtelierError {
  const format = (n: number): string => n.toLocaleString('en-US')
  const amount = value === undefined ? say('too much') : format(value)
  const what = WORDS[limit]({ limit: format(limits[limit]), value: amount })
  const message = say('Hook {hook} {what}. Its transaction was rolled back.', { hook, what })
  return new AtelierError('LIMIT_EXCEEDED', message)
}
