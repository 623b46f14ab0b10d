import { type Client, DATA } from '../client.ts'
import { queryAll } from './query.ts'

export type StatusCounts = ReadonlyMap<string, number>

/** How many orders have each status. */
export async function countOrders(client: Client, orderNumbers: string): Promise<StatusCounts> {
  const rows = await queryAll<{ Status: string; expr0: number }>(
    client,
    `SELECT Status, COUNT(Id) FROM Order WHERE external_id__c LIKE '${orderNumbers}' GROUP BY Status`,
  )
  return new Map(rows.map(({ Status, expr0 }) => [Status, expr0]))
}

interface Describe {
  readonly fields: readonly {
    readonly name: string
    readonly picklistValues: readonly { readonly value: string }[]
  }[]
}

/** Statuses in the order of their picklist, each with its count before and after; those that nothing has left out. */
export async function compareStatuses(
  client: Client,
  before: StatusCounts,
  after: StatusCounts,
): Promise<readonly (readonly [status: string, before: number, after: number])[]> {
  const { fields } = await client.get<Describe>(`${DATA}/sobjects/Order/describe`)
  const values = fields.find(({ name }) => name === 'Status')?.picklistValues ?? []
  return values
    .map(({ value }) => [value, before.get(value) ?? 0, after.get(value) ?? 0] as const)
    .filter(([, first, second]) => first + second > 0)
}
