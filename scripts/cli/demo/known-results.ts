import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import type { Client } from '../client.ts'
import type { LoadedFile } from './load-files.ts'
import { queryAll } from './query.ts'

type Row<Column extends string> = Readonly<Record<Column, string>>

async function readRows<Column extends string>(from: string, name: string): Promise<readonly Row<Column>[]> {
  return parse(await readFile(join(from, name)), { columns: true, bom: true }) as readonly Row<Column>[]
}

export interface Rejection {
  readonly sheet: string
  readonly row: number
  /** Why the importer rejected the row; undefined when it did not. */
  readonly why: string | undefined
  /** What `alterations.csv` says about the row; undefined when it is silent. */
  readonly expected: string | undefined
}

/** The rows that were rejected and those that had to be: equal when each has both words. */
export async function compareRejections(
  from: string,
  loaded: readonly LoadedFile[],
): Promise<readonly Rejection[]> {
  const alterations = await readRows<'sheet' | 'excel_row' | 'kind' | 'expected_result'>(
    from,
    'alterations.csv',
  )
  const wanted = alterations.filter(({ kind }) => kind.startsWith('added_row_'))
  return loaded.flatMap(({ file: { label: sheet }, rejected }) => {
    const why = new Map(rejected.map(one => [one.row, one.why]))
    const expected = new Map(
      wanted
        .filter(one => one.sheet === sheet)
        .map(one => [Number(one.excel_row), one.expected_result] as const),
    )
    return [...new Set([...why.keys(), ...expected.keys()])]
      .sort((a, b) => a - b)
      .map(row => ({ sheet, row, why: why.get(row), expected: expected.get(row) }))
  })
}

export interface Award {
  readonly order: string
  readonly winner: string
  readonly winningPrice: string
  readonly chosen: string
  readonly chosenPrice: string
}

interface OrderRow {
  readonly external_id__c: string
  readonly manufacturer__r: { readonly external_code__c: string } | null
  readonly proposal__r: { readonly price__c: number } | null
}

/** Every award that is known, beside the choice of the job. */
export async function compareAwards(
  client: Client,
  from: string,
  orderNumbers: string,
): Promise<readonly Award[]> {
  const truth = await readRows<'order_external_id' | 'outcome' | 'actual_winner_code' | 'winning_price'>(
    from,
    'truth.csv',
  )
  const orders = await queryAll<OrderRow>(
    client,
    `SELECT external_id__c, manufacturer__r.external_code__c, proposal__r.price__c FROM Order
      WHERE external_id__c LIKE '${orderNumbers}'`,
  )
  const byNumber = new Map(orders.map(order => [order.external_id__c, order]))
  return truth
    .filter(({ outcome }) => outcome === 'winner')
    .map(({ order_external_id: order, actual_winner_code: winner, winning_price: winningPrice }) => {
      const found = byNumber.get(order)
      const chosen = found?.manufacturer__r?.external_code__c ?? 'nobody'
      return {
        order,
        winner,
        winningPrice,
        chosen,
        chosenPrice: found?.proposal__r?.price__c.toFixed(2) ?? '',
      }
    })
}
