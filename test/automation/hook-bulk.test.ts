import { expect } from 'chai'
import { createHookRuntime } from '../../server/automation/hook-runtime.ts'
import { makeHook, stubData, stubSession } from './stub-org.ts'

describe('hooks and many records', () => {
  it('read and save 100,000, while the server answers', async () => {
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
    // Processor time between two turns of the event loop: how long nobody else is answered, however busy the machine.
    let longest = 0
    let last = process.cpuUsage()
    const timer = setInterval(() => {
      const { user, system } = process.cpuUsage(last)
      longest = Math.max(longest, (user + system) / 1000)
      last = process.cpuUsage()
    }, 2)
    const input = { kind: 'schedulable', slot: 'x', payload: null } as const
    const value = await runtime.run(stubSession(), hook, input, { log: () => undefined })
    clearInterval(timer)
    runtime.close()
    expect(value).to.equal(100_000)
    expect(saved).to.equal(100_000)
    expect(longest).to.be.lessThan(300)
  })
})
