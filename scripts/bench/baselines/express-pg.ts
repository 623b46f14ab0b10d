/** The limit: Express and pg, one prepared statement a request, nothing else. */
import express from 'express'
import pg from 'pg'
import { checkOrder, createOrderIds, type NewOrder } from './checks.ts'
import { listen, settings } from './listen.ts'
import { statementsOf } from './statements.ts'

const { databaseUrl, schema, userId, poolSize } = settings
const DATE = 1082
pg.types.setTypeParser(DATE, text => text)
const pool = new pg.Pool({ connectionString: databaseUrl, max: poolSize })
const sql = statementsOf(schema)
const run = (name: keyof typeof sql, values: readonly unknown[]) =>
  pool.query({ name, text: sql[name], values: [...values] })
const takeIds = createOrderIds(async () => Number((await run('numbers', [])).rows[0].first))

const app = express()
app.disable('x-powered-by')
app.disable('etag')

app.get('/orders/:id', async (request, response) => {
  const { rows } = await run('get', [request.params.id])
  if (rows.length === 0) response.status(404).json({ message: 'Not found' })
  else response.json(rows[0])
})

app.get('/orders', async (request, response) => {
  const { rows } = await run('list', [request.query.status])
  response.json({ records: rows })
})

app.get('/orders/:id/proposals', async (request, response) => {
  const { rows } = await run('children', [request.params.id])
  response.json({ records: rows })
})

app.use(express.json({ limit: '50mb' }))

app.post('/orders', async (request, response) => {
  const order = request.body as NewOrder
  const problem = checkOrder(order)
  if (problem) return void response.status(400).json({ message: problem })
  const [id] = await takeIds(1)
  const { AccountId, Status, EffectiveDate, title__c, expected_amount__c, currency__c } = order
  await run('create', [
    id,
    AccountId,
    Status,
    EffectiveDate,
    title__c,
    expected_amount__c,
    currency__c,
    userId,
  ])
  response.status(201).json({ id, success: true })
})

app.patch('/orders/:id', async (request, response) => {
  const { EffectiveDate, title__c } = request.body as NewOrder
  const { rowCount } = await run('update', [request.params.id, EffectiveDate, title__c, userId])
  if (rowCount === 0) response.status(400).json({ message: 'Not found, or the date is too early.' })
  else response.status(204).end()
})

app.post('/orders/many', async (request, response) => {
  const orders = request.body as readonly NewOrder[]
  const problems = orders.map(checkOrder)
  if (problems.some(Boolean)) return void response.status(400).json({ problems })
  const ids = await takeIds(orders.length)
  await run('createMany', [
    ids,
    orders.map(order => order.AccountId),
    orders.map(order => order.Status),
    orders.map(order => order.EffectiveDate),
    orders.map(order => order.title__c),
    orders.map(order => order.expected_amount__c),
    orders.map(order => order.currency__c),
    userId,
  ])
  response.status(201).json(ids.map(id => ({ id, success: true })))
})

listen(app)
