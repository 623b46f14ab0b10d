/** What the platform tells about itself. Log, metrics and tests subscribe; nothing else depends on who listens. */
export interface PlatformEvents {
  /** A statement went to PostgreSQL. */
  statement: { readonly text: string; readonly rows: number; readonly milliseconds: number }
  /** A write stage ended (`stage` is the stage's file name). */
  stage: { readonly stage: string; readonly object: string; readonly records: number }
  /** A hook ended. */
  hook: {
    readonly hook: string
    readonly event: string
    readonly milliseconds: number
    readonly error?: string
  }
  /** A hook wrote a line to its log. */
  hookLog: { readonly hook: string; readonly level: string; readonly text: string }
  /** A new org model was published on this node. */
  model: { readonly org: string; readonly version: number }
  /** Users, their rights or sessions have changed, or may have. */
  identities: object
  /** A deploy was refused; the last good model stays. */
  deployRefused: { readonly org: string; readonly problems: readonly string[] }
  request: {
    readonly method: string
    readonly path: string
    readonly status: number
    readonly milliseconds: number
  }
  job: { readonly job: string; readonly slot: string; readonly outcome: string }
  warning: { readonly message: string; readonly error?: unknown }
  info: { readonly message: string }
}

type Listener<Name extends keyof PlatformEvents> = (event: PlatformEvents[Name]) => void
type Unsubscribe = () => void

const listeners = new Map<keyof PlatformEvents, Set<Listener<never>>>()

export function observe<Name extends keyof PlatformEvents>(
  name: Name,
  listener: Listener<Name>,
): Unsubscribe {
  const set = listeners.get(name) ?? new Set()
  listeners.set(name, set)
  set.add(listener as Listener<never>)
  return () => void set.delete(listener as Listener<never>)
}

/** True when somebody listens: lets hot paths skip the measuring. */
export function isObserved(name: keyof PlatformEvents): boolean {
  return (listeners.get(name)?.size ?? 0) > 0
}

export function emit<Name extends keyof PlatformEvents>(name: Name, event: PlatformEvents[Name]): void {
  for (const listener of listeners.get(name) ?? []) (listener as Listener<Name>)(event)
}
