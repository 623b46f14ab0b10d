/** What the bench uses of autocannon, which ships no types. */
declare module 'autocannon' {
  interface Client {
    setRequests(requests: readonly object[]): void
  }
  interface Options {
    readonly url: string
    readonly connections: number
    readonly headers: Readonly<Record<string, string>>
    /** Seconds. */
    readonly timeout: number
    readonly amount?: number
    readonly duration?: number
    readonly setupClient: (client: Client) => void
  }
  interface Result {
    readonly requests: { readonly total: number }
    readonly latency: { readonly p50: number; readonly p99: number }
    readonly non2xx: number
    readonly errors: number
    readonly timeouts: number
    readonly duration: number
  }
  interface Instance extends PromiseLike<Result> {
    on(event: 'response', listener: () => void): void
  }
  export default function autocannon(options: Options): Instance
}
