import type { Client } from '../client.ts'
import { queryAll } from './query.ts'

/** What became of an order, with the proposals that it had. */
export interface Decision {
  readonly order: string
  /** What the order is there to show. */
  readonly shows: string
  readonly proposals: readonly string[]
  readonly status: string
  readonly winner: string
}

interface OrderRow {
  readonly external_id__c: string
  readonly Description: string | null
  readonly Status: string
  readonly currency__c: string | null
  readonly manufacturer__r: { readonly Name: string } | null
  readonly proposal__r: { readonly price__c: number } | null
  readonly order_proposals__r: { readonly records: readonly { readonly price__c: number }[] } | null
}

export async function readDecisions(client: Client, orderNumbers: string): Promise<readonly Decision[]> {
  const rows = await queryAll<OrderRow>(
    client,
    `SELECT external_id__c, Description, Status, currency__c, manufacturer__r.Name, proposal__r.price__c,
      (SELECT price__c FROM order_proposals__r ORDER BY price__c, submitted_at__c)
      FROM Order WHERE external_id__c LIKE '${orderNumbers}' ORDER BY external_id__c`,
  )
  return rows.map(row => ({
    order: row.external_id__c,
    shows: row.Description ?? '',
    proposals: (row.order_proposals__r?.records ?? []).map(({ price__c }) => price__c.toFixed(2)),
    status: row.Status,
    winner: row.manufacturer__r
      ? `${row.manufacturer__r.Name}, ${row.proposal__r?.price__c.toFixed(2)} ${row.currency__c}`
      : '',
  }))
}
