import { makeId } from '../../../server/kernel/ids.ts'

export interface NewOrder {
  readonly AccountId: string
  readonly Status: string
  readonly EffectiveDate: string
  readonly title__c: string
  readonly expected_amount__c: number
  readonly currency__c: string
}

const DAY = 86_400_000

/** The two rules of a new order, by hand: what is wrong, or nothing. */
export function checkOrder(order: NewOrder): string | undefined {
  if (order.Status !== 'PENDING VALIDATION' && order.Status !== 'AWAITING PROPOSALS') {
    return 'A new order is PENDING VALIDATION or AWAITING PROPOSALS.'
  }
  const earliest = new Date(Date.now() + 3 * DAY).toISOString().slice(0, 10)
  if (order.Status === 'AWAITING PROPOSALS' && order.EffectiveDate < earliest) {
    return 'The tender must run for at least 3 days.'
  }
  return undefined
}

/** Hands out order ids from blocks of 1,000 numbers. */
export function createOrderIds(
  fetchFirst: () => Promise<number>,
): (count: number) => Promise<readonly string[]> {
  let next = 0
  let end = 0
  let fetching: Promise<void> | undefined
  return async count => {
    const ids: string[] = []
    while (ids.length < count) {
      while (next < end && ids.length < count) ids.push(makeId('801', next++))
      if (ids.length === count) break
      fetching ??= fetchFirst().then(first => {
        next = first
        end = first + 1000
        fetching = undefined
      })
      await fetching
    }
    return ids
  }
}
