import { expect } from 'chai'
import { createHookRuntime } from '../../server/automation/hook-runtime.ts'
import { makeHook, stubData, stubSession } from './stub-org.ts'

describe('hooks and many records', () => {
  it('read and save 100,000 within 2 s, while the server answers', async () => {
    const rows = Array.from({ length: 100_000 }, (_, i) => [`a01${i}`, `${i}.50`, 'AWAITING PROPOSALS'])
    const data = stubData(rows)
    let saved = 0
    const runtime = createHookRuntime({
      data: {
        ...data,
        write: async (session, request) => {
          saved += request.records.length
          return data.write(session, request)
        },
      },
    })
    const hook = await makeHook(
      'Bulk',
      `import { schedulable } from 'atelier'
export default schedulable(async ({ db }) => {
  const rows = await db.soql('SELECT …')
  const orders = rows.map(row => ({ Id: row.Id, proposal__c: row.Id, price__c: row.price__c, Status: 'MANUFACTURER SELECTED' }))
  const results = await db.update('Order', orders, { allOrNone: false })
  return results.filter(result => result.success).length
})`,
    )
    let longest = 0
    let last = performance.now()
    const timer = setInterval(() => {
      longest = Math.max(longest, performance.now() - last)
      last = performance.now()
    }, 2)
    const input = { kind: 'schedulable', slot: 'x', payload: null } as const
    const began = performance.now()
    const value = await runtime.run(stubSession(), hook, input, { log: () => undefined })
    const took = performance.now() - began
    clearInterval(timer)
    runtime.close()
    expect(value).to.equal(100_000)
    expect(saved).to.equal(100_000)
    expect(took).to.be.lessThan(2_000)
    expect(longest).to.be.lessThan(150)
    console.log(`      ${Math.round(took)} ms; the event loop waited at most ${Math.round(longest)} ms`)
  })
})
