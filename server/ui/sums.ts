import type { Decimal } from 'decimal.js'
import { exact } from '../rules/decimal.ts'
import type { Cell } from './cell.ts'
import { messageIn } from './messages.ts'
import type { Viewer } from './viewer.ts'

/** What amounts in one currency add up to; null: of those that say none, or of a field that has none. */
export interface Sum {
  readonly currency: string | null
  readonly total: Decimal
}

/** The sums of all of them, one a currency. */
export function addUp(sums: readonly Sum[]): readonly Sum[] {
  const byCurrency = new Map<string | null, Decimal>()
  for (const { currency, total } of sums) {
    byCurrency.set(currency, exact(total).plus(byCurrency.get(currency) ?? 0))
  }
  return [...byCurrency].map(([currency, total]) => ({ currency, total }))
}

/** `GEL 1,200.00`, `€300.00`, `50.00 without a currency`: the largest first, then what says no currency. */
export function showSums(viewer: Viewer, amount: Cell, sums: readonly Sum[]): readonly string[] {
  return [...sums].sort(inOrder).map(sum => {
    const text = showSum(viewer, amount, sum)
    return sum.currency === null && sums.length > 1
      ? messageIn(viewer.language, 'sum.noCurrency', { amount: text })
      : text
  })
}

function showSum(viewer: Viewer, { field, look }: Cell, { currency, total }: Sum): string {
  const shown = look.show({ value: total.toFixed(), target: null, currency }, { field, viewer })
  return 'text' in shown ? String(shown.text) : ''
}

function inOrder(one: Sum, other: Sum): number {
  const last = Number(one.currency === null) - Number(other.currency === null)
  return last || other.total.comparedTo(one.total) || (String(one.currency) < String(other.currency) ? -1 : 1)
}
