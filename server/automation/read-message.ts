import { type FromGuest, LOG_LEVELS, type LogLevel, MAX_MESSAGE, type ThrownData } from './protocol.ts'

/** What the outer side of the sandbox tells: a promise that nobody awaited was rejected. */
export interface Stray {
  readonly type: 'stray'
  readonly error: ThrownData
}

type Fields = Readonly<Record<string, unknown>>

/** What each message must hold before anybody looks into it. */
const SHAPES: Readonly<Record<(FromGuest | Stray)['type'], (message: Fields) => boolean>> = {
  call: ({ invocation, call, operation }) => isNumber(invocation) && isNumber(call) && isText(operation),
  part: ({ call, rows }) => isNumber(call) && Array.isArray(rows) && rows.every(row => Array.isArray(row)),
  log: ({ invocation, level, text }) =>
    isNumber(invocation) && LOG_LEVELS.includes(level as LogLevel) && isText(text),
  done: ({ invocation }) => isNumber(invocation),
  failed: ({ invocation, error }) => isNumber(invocation) && isThrown(error),
  stray: ({ error }) => isThrown(error),
}

/**
 * A message of a hook process. Undefined for what its sandbox does not send by itself: a hook can replace the
 * functions that the sandbox is made of, such as `JSON.stringify`.
 */
export function readMessage(text: string): FromGuest | Stray | undefined {
  if (text.length > MAX_MESSAGE) return undefined
  const message = parse(text)
  if (typeof message !== 'object' || message === null || !('type' in message)) return undefined
  const type = String(message.type)
  if (!Object.hasOwn(SHAPES, type)) return undefined
  return SHAPES[type as keyof typeof SHAPES](message as Fields) ? (message as FromGuest | Stray) : undefined
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number'
}

function isText(value: unknown): boolean {
  return typeof value === 'string'
}

function isThrown(value: unknown): boolean {
  const { message, stack, code, problems } = Object(value) as Fields
  const isComplete = isText(message) && isText(stack)
  return (
    isComplete && (code === undefined || isText(code)) && (problems === undefined || Array.isArray(problems))
  )
}
