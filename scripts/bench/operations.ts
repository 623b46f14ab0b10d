import type { Dataset } from './dataset.ts'
import { CREATED } from './leftovers.ts'
import type { LoadRequest } from './load.ts'

/** One operation of the product and the same one of the baselines. */
export interface Operation {
  readonly name: string
  readonly title: string
  /** Least share of Express + pg that the product reaches. */
  readonly floor: number
  /** At 64 connections not slower than Express + Knex. */
  readonly isRead: boolean
  /** Of the bench's list when only some make sense. */
  readonly connections?: readonly number[]
  /** Records that one request saves or reads. */
  readonly records: number
  /** Requests before the first measured one. */
  readonly warmUp: number
  /** Requests of a turn; undefined: as many as come in its seconds. */
  readonly amount?: number
  readonly ours: readonly LoadRequest[]
  readonly baseline: readonly LoadRequest[]
}

const DATA = '/services/data/v60.0'
const STATUSES = ['AWAITING PROPOSALS', 'PENDING VALIDATION', 'DELIVERED', 'CLOSED']
const FIELDS = ['Id', 'OrderNumber', 'title__c', 'Status', 'EffectiveDate', 'expected_amount__c', 'AccountId']
const READ_FLOOR = 0.6
const WRITE_FLOOR = 0.45
const BULK_FLOOR = 0.5
const POOL = 9_600
const WARM_UP = 4_000

/** The six operations, on records spread over the whole table. */
export function makeOperations(dataset: Dataset): readonly Operation[] {
  const ids = sample(dataset.orderIds, Math.min(POOL, dataset.orders))
  return [
    getOne(ids),
    listFifty(),
    listChildren(ids),
    createOne(dataset),
    updateOne(dataset),
    createMany(dataset),
  ]
}

/** Pseudo-random, and the same in every run. */
function sample<Item>(items: readonly Item[], count: number): readonly Item[] {
  return Array.from({ length: count }, (_, index) => items[(index * 7919) % items.length] as Item)
}

const get = (path: string): LoadRequest => ({ method: 'GET', path })
const query = (soql: string): LoadRequest => get(`${DATA}/query?q=${encodeURIComponent(soql)}`)

function getOne(ids: readonly string[]): Operation {
  const fields = [...FIELDS, 'Account.Name'].join()
  return {
    name: 'get',
    title: 'get one order with its account name',
    floor: READ_FLOOR,
    isRead: true,
    records: 1,
    warmUp: WARM_UP,
    ours: ids.map(id => get(`${DATA}/sobjects/Order/${id}?fields=${fields}`)),
    baseline: ids.map(id => get(`/orders/${id}`)),
  }
}

function listFifty(): Operation {
  const fields = [...FIELDS, 'Account.Name'].join(', ')
  const soql = (status: string): string =>
    `SELECT ${fields} FROM Order WHERE Status = '${status}' ORDER BY EffectiveDate LIMIT 50`
  const statuses = sample(STATUSES, 256)
  return {
    name: 'list',
    title: 'list 50 filtered and sorted with parent name',
    floor: READ_FLOOR,
    isRead: true,
    records: 50,
    warmUp: WARM_UP,
    ours: statuses.map(status => query(soql(status))),
    baseline: statuses.map(status => get(`/orders?status=${encodeURIComponent(status)}`)),
  }
}

function listChildren(ids: readonly string[]): Operation {
  const fields = 'Id, Name, price__c, currency__c, submitted_at__c, manufacturer__c, manufacturer__r.Name'
  return {
    name: 'children',
    title: 'proposals of one order by price',
    floor: READ_FLOOR,
    isRead: true,
    records: 10,
    warmUp: WARM_UP,
    ours: ids.map(id =>
      query(`SELECT ${fields} FROM order_proposal__c WHERE order__c = '${id}' ORDER BY price__c`),
    ),
    baseline: ids.map(id => get(`/orders/${id}/proposals`)),
  }
}

function newOrder(dataset: Dataset, index: number): Readonly<Record<string, unknown>> {
  return {
    AccountId: dataset.accountIds[(index * 31) % Math.floor(dataset.accounts * 0.9)],
    Status: 'AWAITING PROPOSALS',
    EffectiveDate: dayFromNow(30 + (index % 300)),
    title__c: CREATED.requests,
    expected_amount__c: 100 + index + 0.25,
    currency__c: 'GEL',
  }
}

function dayFromNow(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
}

function createOne(dataset: Dataset): Operation {
  const bodies = Array.from({ length: 640 }, (_, index) => JSON.stringify(newOrder(dataset, index)))
  return {
    name: 'create',
    title: 'create one with two rules',
    floor: WRITE_FLOOR,
    isRead: false,
    records: 1,
    warmUp: WARM_UP,
    ours: bodies.map(body => ({ method: 'POST', path: `${DATA}/sobjects/Order`, body })),
    baseline: bodies.map(body => ({ method: 'POST', path: '/orders', body })),
  }
}

/** Two requests for each record, with other dates: a round through the pool changes every record every time. */
function updateOne(dataset: Dataset): Operation {
  const ids = sample(dataset.orderIds, Math.min(3_200, dataset.orders))
  const changes = ids.flatMap((id, index) =>
    [90, 120].map(days => ({
      id,
      body: JSON.stringify({
        EffectiveDate: dayFromNow(days + (index % 20)),
        title__c: `Tender of ${days} days`,
      }),
    })),
  )
  return {
    name: 'update',
    title: 'update one with history',
    floor: WRITE_FLOOR,
    isRead: false,
    records: 1,
    warmUp: WARM_UP,
    ours: changes.map(({ id, body }) => ({ method: 'PATCH', path: `${DATA}/sobjects/Order/${id}`, body })),
    baseline: changes.map(({ id, body }) => ({ method: 'PATCH', path: `/orders/${id}`, body })),
  }
}

function createMany(dataset: Dataset): Operation {
  const records = Array.from({ length: 1000 }, (_, index) => newOrder(dataset, index))
  const body = JSON.stringify({ allOrNone: true, records })
  return {
    name: 'create-1000',
    title: 'create 1,000 in one request',
    floor: BULK_FLOOR,
    isRead: false,
    connections: [1],
    records: 1000,
    warmUp: 20,
    amount: 8,
    ours: [{ method: 'POST', path: '/services/atelier/records/Order', body }],
    baseline: [{ method: 'POST', path: '/orders/many', body: JSON.stringify(records) }],
  }
}
