import type { LoadGenerator, LoadRequest } from './load.ts'

/** A server that takes turns with others under the same load. */
export interface Contender {
  readonly name: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly requests: readonly LoadRequest[]
}

export interface Turns {
  readonly connections: number
  readonly rounds: number
  readonly seconds: number
  /** Requests of a turn, where seconds would hold too few. */
  readonly amount?: number | undefined
}

/** Requests a second of each contender, by round. */
export type Rounds = ReadonlyMap<string, readonly number[]>

/**
 * Lets the contenders take turns, in changing order: what else the machine does meets them alike, and ratios are of
 * turns that lie side by side.
 */
export async function takeTurns(
  load: LoadGenerator,
  contenders: readonly Contender[],
  { connections, rounds, ...turn }: Turns,
): Promise<Rounds> {
  const figures = new Map(contenders.map(({ name }) => [name, [] as number[]]))
  for (const contender of contenders) await load.run({ ...contender, ...turn, connections })
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? contenders : [...contenders].reverse()
    for (const contender of order) {
      const { perSecond } = await load.run({ ...contender, ...turn, connections })
      figures.get(contender.name)?.push(perSecond)
    }
  }
  return figures
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2
}

/** The median of the rounds' ratios. */
export function ratioOf(rounds: Rounds, name: string, other: string): number {
  const others = rounds.get(other) ?? []
  return median((rounds.get(name) ?? []).map((figure, index) => figure / (others[index] ?? Number.NaN)))
}

/** One request by hand, so that a wrong one is shown with what the server says. */
export async function tryOnce({ name, url, headers, requests }: Contender): Promise<void> {
  const { method, path, body } = requests[1] ?? (requests[0] as LoadRequest)
  const response = await fetch(url + path, { method, headers: { ...headers }, ...(body ? { body } : {}) })
  const text = await response.text()
  const isEmptyList = /"records":\[\]/.test(text)
  if (!response.ok || isEmptyList) throw new Error(`${name}: ${method} ${path}: ${response.status} ${text}`)
}
