/** Numbers from 0 to below 1 that a seed gives again; `SEED=… npm test …` repeats a run. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    // Mulberry32.
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** To be shown in the title of the test that uses it. */
export const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 1_000_000))
