/** Hands out sequence numbers for record ids from blocks of 1,000 that it fetches from the org's sequence. */
export interface SequenceAllocator {
  /** `count` consecutive-as-possible ascending numbers. */
  take(count: number): Promise<readonly number[]>
}
