import { expect } from 'chai'
import { createHookRuntime, type HookRuntime } from '../../server/automation/hook-runtime.ts'
import type { LogLine } from '../../server/automation/hook-unit.ts'
import { BACKGROUND_LIMITS, type HookLimits } from '../../server/automation/limits.ts'
import type { AtelierError } from '../../server/kernel/errors.ts'
import { makeHook, stubData, stubSession } from './stub-org.ts'

const input = { kind: 'schedulable', slot: 'test', payload: null } as const

describe('hook process', () => {
  let runtime: HookRuntime
  const lines: LogLine[] = []
  const run = async (source: string, name = 'Hook'): Promise<unknown> =>
    runtime.run(stubSession(), await makeHook(name, source), input, { log: line => void lines.push(line) })
  const schedulable = (body: string): Promise<unknown> =>
    run(
      `import { schedulable } from 'atelier'\nexport default schedulable(async ({ db, log, today }) => {\n${body}\n})`,
    )

  before(() => {
    const rows = [
      ['801A', '12.50', 'AWAITING PROPOSALS'],
      ['801B', null, 'CLOSED'],
    ]
    runtime = createHookRuntime({
      data: stubData(rows),
      backgroundLimits: { ...BACKGROUND_LIMITS, cpuMilliseconds: 700, memoryMegabytes: 128 },
    })
  })
  after(() => runtime.close())

  it('gives a schedulable its rows, with exact numbers and nested parents', async () => {
    const value = await schedulable(`
      const rows = await db.soql('SELECT Id, price__c, order__r.Status FROM order_proposal__c')
      log.info('read', rows.length)
      return rows.map(row => [row.Id, row.price__c?.times(3).toFixed(2) ?? null, row.order__r.Status])`)
    expect(value).to.deep.equal([
      ['801A', '37.50', 'AWAITING PROPOSALS'],
      ['801B', null, 'CLOSED'],
    ])
    expect(lines.at(-1)?.text).to.equal('read 2')
  })

  it('says where a hook threw', async () => {
    const error = await failure(
      schedulable(`
      const row = null
      row.price`),
    )
    expect(error.code).to.equal('HOOK_FAILED')
    expect(error.problems[0]?.position).to.deep.equal({ file: 'test/hooks/Hook.ts', line: 5, column: 11 })
  })

  const thrown: readonly (readonly [what: string, body: string, message: string])[] = [
    ['an object', 'throw { odd: true }', 'Hook: {"odd":true}'],
    ['a text', "throw 'odd'", 'Hook: odd'],
    ['nothing', 'throw undefined', 'Hook: undefined'],
    ['a circle', 'const a = {}; a.a = a; throw a', 'Hook: [object Object]'],
  ]
  for (const [what, body, message] of thrown) {
    it(`tells what a hook threw: ${what}`, async () => {
      expect((await failure(schedulable(body))).message).to.equal(message)
    })
  }

  it('keeps in the log what a hook writes to the console, and what is no JSON', async () => {
    lines.length = 0
    await schedulable("console.log('a', { b: 1 }); console.warn(1); const a = {}; a.a = a; log.info(a, 2n)")
    expect(lines.map(({ level, text }) => [level, text])).to.deep.equal([
      ['info', 'a {"b":1}'],
      ['warn', '1'],
      ['info', '[object Object] 2'],
    ])
  })

  const bombs: readonly (readonly [what: string, body: string, limit: RegExp])[] = [
    ['an endless loop', 'while (true) {}', /ms of processor time; the limit is 700 ms/],
    ['a regular expression without end', "/(a+)+$/.test('a'.repeat(100000) + 'b')", /processor time/],
    ['an endless list of numbers', 'const a = []; while (true) a.push(1)', /memory/],
    ['an endless list of objects', 'const a = []; while (true) a.push({ a: 1 })', /memory|processor time/],
    ['one huge array', 'const a = new Array(1e8).fill(0); return a.length', /memory/],
    ['one huge buffer', 'return new Uint8Array(3e9).fill(1).length', /memory/],
    ['many buffers', 'const a = []; for (;;) a.push(new Uint8Array(1e7).fill(1))', /memory/],
    ['a map without end', 'const m = new Map(); for (let i = 0; ; i++) m.set(i, i)', /memory|processor time/],
    ['endless microtasks', 'for (;;) await null', /processor time/],
  ]
  for (const [what, body, limit] of bombs) {
    it(`ends ${what}, while this process goes on`, async () => {
      // Of processor time: what else the machine has to do is no matter.
      let longest = 0
      let last = process.cpuUsage()
      const timer = setInterval(() => {
        const { user, system } = process.cpuUsage(last)
        longest = Math.max(longest, (user + system) / 1000)
        last = process.cpuUsage()
      }, 5)
      const error = await failure(schedulable(body))
      clearInterval(timer)
      expect(error.code).to.equal('LIMIT_EXCEEDED')
      expect(error.message)
        .to.match(/^Hook Hook /)
        .and.match(limit)
      expect(longest).to.be.lessThan(150)
      expect(await schedulable('return 1')).to.equal(1)
    })
  }

  const counted: readonly (readonly [limit: Partial<HookLimits>, body: string, message: RegExp])[] = [
    [{ rowsRead: 5 }, "for (let i = 0; i < 9; i++) await db.soql('x')", /read 6 rows; the limit is 5/],
    [
      { rowsWritten: 3 },
      "await db.insert('Order', [{}, {}, {}, {}].map(() => ({ Name: 'x' })))",
      /saved 4 records; the limit is 3/,
    ],
    [{ statements: 2 }, "for (;;) try { await db.soql('x') } catch {}", /made 3 calls to the database/],
    [
      { wallMilliseconds: 300, statements: 1e9 },
      "for (;;) await db.soql('x')",
      /ran for 300 ms; the limit is 300 ms/,
    ],
  ]
  for (const [limit, body, message] of counted) {
    it(`holds ${Object.keys(limit)} to its limit, whatever the hook catches`, async () => {
      const limited = createHookRuntime({
        data: stubData([
          ['a', null, null],
          ['b', null, null],
        ]),
        backgroundLimits: { ...BACKGROUND_LIMITS, ...limit },
      })
      const hook = await makeHook(
        'Greedy',
        `import { schedulable } from 'atelier'\nexport default schedulable(async ({ db }) => {\n${body}\n})`,
      )
      const error = await failure(limited.run(stubSession(), hook, input, { log: () => undefined }))
      limited.close()
      expect(error.code).to.equal('LIMIT_EXCEEDED')
      expect(error.message)
        .to.match(/^Hook Greedy /)
        .and.match(message)
    })
  }

  it('drops processes that nobody uses', async () => {
    const short = createHookRuntime({ data: stubData(), idleTime: 100 })
    await short.run(
      stubSession(),
      await makeHook('Short', `import { schedulable } from 'atelier'\nexport default schedulable(() => 1)`),
      input,
      { log: () => undefined },
    )
    expect(short.processes).to.equal(1)
    await new Promise(resolve => setTimeout(resolve, 300))
    expect(short.processes).to.equal(0)
  })

  it('says that a call was not awaited', async () => {
    const error = await failure(schedulable("db.update('Order', [{ Id: 'x' }])"))
    expect(error.message).to.match(/^Hook: The hook ended while update was still going on: await it\./)
  })

  it('hears of promises that nobody awaited', async () => {
    const error = await failure(
      schedulable("Promise.reject(new Error('lost'))\nfor (let i = 0; i < 20; i++) await db.soql('x')"),
    )
    expect(error.message).to.match(/^Hook: lost \(test\/hooks\/Hook\.ts:3:/)
  })

  it('gives hooks nothing of the transaction before', async () => {
    const source = `import { schedulable } from 'atelier'
let runs = 0
export default schedulable(() => { Object.assign(globalThis, { seen: 1 }); return ++runs })`
    expect([await run(source), await run(source)]).to.deep.equal([1, 1])
    expect(await schedulable("return 'seen' in globalThis")).to.equal(false)
  })

  const escapes: readonly (readonly [what: string, body: string, value: unknown])[] = [
    ['process', 'return typeof process', 'undefined'],
    ['fetch', 'return typeof fetch', 'undefined'],
    [
      'way out through the global object',
      "try { return String(globalThis.constructor.constructor('return process')()) } catch { return 'refused' }",
      'refused',
    ],
    [
      'way out through a function that it was given',
      "try { return String(log.info.constructor('return process')()) } catch { return 'refused' }",
      'refused',
    ],
  ]
  for (const [what, body, value] of escapes) {
    it(`has no ${what}`, async () => expect(await schedulable(body)).to.equal(value))
  }
})

async function failure(work: Promise<unknown>): Promise<AtelierError> {
  try {
    await work
  } catch (error) {
    return error as AtelierError
  }
  throw new Error('It should have failed.')
}
