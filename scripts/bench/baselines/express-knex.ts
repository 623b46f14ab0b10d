/** Express and Knex's query builder, as most such servers are written. */
import express from 'express'
import createKnex from 'knex'
import pg from 'pg'
import { checkOrder, createOrderIds, type NewOrder } from './checks.ts'
import { listen, settings } from './listen.ts'
import { statementsOf } from './statements.ts'

const { databaseUrl, schema, userId, poolSize } = settings
const DATE = 1082
pg.types.setTypeParser(DATE, text => text)
const knex = createKnex({ client: 'pg', connection: databaseUrl, pool: { min: 0, max: poolSize } })
const sql = statementsOf(schema)
const takeIds = createOrderIds(async () => Number((await knex.raw(sql.numbers)).rows[0].first))
const orderTable = `${schema}.order`
const orderColumns = [
  'id',
  'ordernumber',
  'title__c',
  'status',
  'effectivedate',
  'expected_amount__c',
  'accountid',
]
const orders = () =>
  knex(`${orderTable} as o`)
    .leftJoin(`${schema}.account as a`, 'a.id', 'o.accountid')
    .select(...orderColumns.map(column => `o.${column}`), 'a.name as account_name')
    .where('o.isdeleted', false)

const app = express()
app.disable('x-powered-by')
app.disable('etag')

app.get('/orders/:id', async (request, response) => {
  const row = await orders().where('o.id', request.params.id).first()
  if (row) response.json(row)
  else response.status(404).json({ message: 'Not found' })
})

app.get('/orders', async (request, response) => {
  const { status } = request.query as { status: string }
  const records = await orders()
    .where('o.status', status)
    .orderBy([{ column: 'o.effectivedate', nulls: 'first' }, { column: 'o.id' }])
    .limit(50)
  response.json({ records })
})

app.get('/orders/:id/proposals', async (request, response) => {
  const records = await knex(`${schema}.order_proposal__c as p`)
    .leftJoin(`${schema}.account as a`, 'a.id', 'p.manufacturer__c')
    .select('p.id', 'p.name', 'p.price__c', 'p.currency__c', 'p.submitted_at__c', 'p.manufacturer__c')
    .select('a.name as manufacturer_name')
    .where({ 'p.order__c': request.params.id, 'p.isdeleted': false })
    .orderBy(['p.price__c', 'p.id'])
  response.json({ records })
})

app.use(express.json({ limit: '50mb' }))

const nextNumber = () => knex.raw(`lpad(nextval('${schema}.order_ordernumber_seq')::text, 8, '0')`)
const toRow = (order: NewOrder, id: string) => ({
  id,
  ordernumber: nextNumber(),
  accountid: order.AccountId,
  status: order.Status,
  effectivedate: order.EffectiveDate,
  title__c: order.title__c,
  expected_amount__c: order.expected_amount__c,
  currency__c: order.currency__c,
  totalamount: 0,
  ownerid: userId,
  createdbyid: userId,
  lastmodifiedbyid: userId,
  createddate: knex.fn.now(),
  lastmodifieddate: knex.fn.now(),
  systemmodstamp: knex.fn.now(),
})

app.post('/orders', async (request, response) => {
  const order = request.body as NewOrder
  const problem = checkOrder(order)
  if (problem) return void response.status(400).json({ message: problem })
  const [id] = (await takeIds(1)) as readonly [string]
  await knex(orderTable).insert(toRow(order, id))
  response.status(201).json({ id, success: true })
})

app.patch('/orders/:id', async (request, response) => {
  const { EffectiveDate, title__c } = request.body as NewOrder
  const { id } = request.params
  const problem = await knex.transaction(async trx => {
    const old = await trx(orderTable)
      .where({ id, isdeleted: false })
      .forUpdate()
      .first('status', 'effectivedate')
    if (!old) return 'Not found'
    const isEarly = checkOrder({ ...old, Status: 'AWAITING PROPOSALS', EffectiveDate })
    if (old.status === 'AWAITING PROPOSALS' && isEarly) return isEarly
    await trx(orderTable).where({ id }).update({
      effectivedate: EffectiveDate,
      title__c,
      lastmodifieddate: knex.fn.now(),
      systemmodstamp: knex.fn.now(),
      lastmodifiedbyid: userId,
    })
    if (old.effectivedate === EffectiveDate) return undefined
    await trx(`${schema}._field_history`).insert({
      object: 'Order',
      record: id,
      field: 'EffectiveDate',
      old_value: old.effectivedate,
      new_value: EffectiveDate,
      changed_by: userId,
      changed: knex.fn.now(),
    })
    return undefined
  })
  if (problem) response.status(400).json({ message: problem })
  else response.status(204).end()
})

app.post('/orders/many', async (request, response) => {
  const given = request.body as readonly NewOrder[]
  const problems = given.map(checkOrder)
  if (problems.some(Boolean)) return void response.status(400).json({ problems })
  const ids = await takeIds(given.length)
  await knex(orderTable).insert(given.map((order, index) => toRow(order, ids[index] as string)))
  response.status(201).json(ids.map(id => ({ id, success: true })))
})

listen(app)
