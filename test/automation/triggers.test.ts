import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'chai'
import { createHookRuntime, type HookRuntime } from '../../server/automation/hook-runtime.ts'
import { TRIGGER_LIMITS } from '../../server/automation/limits.ts'
import { createQueue, type HookQueue } from '../../server/automation/queue.ts'
import { recordsData } from '../../server/automation/records-data.ts'
import { AtelierError } from '../../server/kernel/errors.ts'
import type { HookModel } from '../../server/metadata/org-model.ts'
import { parseQuery } from '../../server/records/query/parse.ts'
import type { ReadRecord } from '../../server/records/read/output-records.ts'
import { readRecords } from '../../server/records/read-records.ts'
import { write } from '../../server/records/write.ts'
import type { WriteOperation, WriteResult } from '../../server/records/write-request.ts'
import { createTestOrg, metadataFiles, sourceFiles, type TestOrg } from '../support/test-org.ts'

const text = { type: 'Text', length: 200 }
const object = (label: string) => ({
  label,
  pluralLabel: `${label}s`,
  nameField: { label: 'Name', type: 'Text' },
})

const FILES = {
  'objects/thing__c/object.json': object('Thing'),
  'objects/thing__c/fields/note__c.json': { label: 'Note', ...text },
  'objects/thing__c/fields/amount__c.json': { label: 'Amount', type: 'Currency', precision: 18, scale: 2 },
  'objects/thing__c/fields/day__c.json': { label: 'Day', type: 'Date' },
  'objects/thing__c/fields/done__c.json': { label: 'Done', type: 'Checkbox', defaultValue: false },
  'objects/audit__c/object.json': object('Audit'),
  'objects/audit__c/fields/event__c.json': { label: 'Event', ...text },
  'objects/deep__c/object.json': object('Deep'),
  'objects/deep__c/fields/level__c.json': { label: 'Level', type: 'Number', precision: 4, scale: 0 },
  'hooks/Prepare.ts': `import { addDays, Decimal, trigger } from 'atelier'

export default trigger('thing__c', ['before insert', 'before update'], async ({ new: things, old, db, today, isInsert }) => {
  for (const [index, thing] of things.entries()) {
    if (thing.Name === 'throw') {
      const nothing: { price?: { amount: number } } = {}
      thing.note__c = String(nothing.price!.amount)
    }
    if (thing.Name === 'loop') for (;;) ;
    if (thing.Name === 'bomb') { const list: number[] = []; for (;;) list.push(1) }
    if (thing.Name === 'buffers') { const list: Uint8Array[] = []; for (;;) list.push(new Uint8Array(1e7).fill(1)) }
    if (thing.Name === 'statements') for (;;) await db.from('thing__c').select('Id').limit(1).rows()
    if (thing.Name === 'refuse') thing.addError('amount__c', 'No amount is right.')
    if (thing.Name === 'refuse all') thing.addError('Nothing is right.')
    thing.amount__c = (thing.amount__c ?? new Decimal(0)).plus('0.10')
    thing.day__c = isInsert ? addDays(today, 3) : thing.day__c
    const before = old?.[index]
    if (before) thing.note__c = \`\${before.Name} -> \${thing.Name}\`
  }
})
`,
  'hooks/Record.ts': `import { trigger } from 'atelier'

export default trigger(
  'thing__c',
  ['after insert', 'after update', 'before delete', 'after delete', 'after undelete'],
  async ({ event, records, db, isDelete, isBefore }) => {
    if (isDelete && isBefore) {
      for (const record of records) if (record.Name === 'keep') record.addError('It is kept.')
    }
    await db.insert('audit__c', [{ Name: 'audit', event__c: (event + ' ' + records.map(record => record.Name).join(' ')).slice(0, 200) }])
  },
)
`,
  'objects/thing__c/fields/code__c.json': { label: 'Code', ...text, externalId: true, unique: true },
  'hooks/Save.ts': `import { schedulable } from 'atelier'

export default schedulable(async ({ db }) => {
  const [first, second] = await db.insert('thing__c', [{ Name: 'saved 1', code__c: 'a', amount__c: 1 }, { Name: 'saved 2', code__c: 'b' }])
  const upserted = await db.upsert('thing__c', 'code__c', [{ code__c: 'b', Name: 'saved 2b' }, { code__c: 'c', Name: 'saved 3' }])
  const partly = await db.update('thing__c', [{ Id: first!.id!, Name: 'refuse' }, { Id: second!.id!, Name: 'saved 2c' }], { allOrNone: false })
  let refused = ''
  try {
    await db.update('thing__c', [{ Id: second!.id!, Name: 'saved 2d' }, { Id: first!.id!, Name: 'refuse' }])
  } catch (error) {
    refused = (error as { code: string }).code
  }
  await db.delete('thing__c', [first!.id!, second!.id!])
  const left = await db.from('thing__c').where('Name', 'like', 'saved%').count()
  await db.undelete('thing__c', [{ Id: second!.id! }])
  const rows = await db.from('thing__c').select('Name', 'code__c', 'amount__c').where('Name', 'like', 'saved%').orderBy('code__c').rows()
  return { upserted: upserted.map(one => one.created), partly: partly.map(one => one.success), refused, left, rows }
})
`,
  'hooks/Later.ts': `import { queueable } from 'atelier'

export default queueable<{ name: string }>(async ({ payload, db }) => {
  await db.insert('audit__c', [{ Name: 'audit', event__c: 'queued ' + payload.name }])
})
`,
  'hooks/Enqueue.ts': `import { trigger } from 'atelier'

export default trigger('audit__c', ['after insert'], async ({ new: audits, enqueue }) => {
  for (const audit of audits) {
    if (audit.Name === 'enqueue' || audit.Name === 'enqueue and fail') {
      const id: string = await enqueue('Later', { name: audit.Name })
      if (!/^[0-9a-f-]{36}$/.test(id)) throw new Error('No id: ' + JSON.stringify(id))
    }
    if (audit.Name === 'enqueue and fail') throw new Error('failed')
  }
})
`,
  'objects/step__c/object.json': object('Step'),
  'objects/step__c/fields/size__c.json': { label: 'Size', type: 'Number', precision: 12, scale: 2 },
  'objects/step__c/fields/steps__c.json': { label: 'Steps', ...text },
  'objects/step__c/fields/changed__c.json': { label: 'Changed', ...text },
  // The names decide, not the order of the files.
  'hooks/Steps_b.ts': `import { trigger } from 'atelier'

export default trigger('step__c', ['before insert', 'before update'], ({ new: steps }) => {
  for (const step of steps) step.steps__c = \`\${step.steps__c} b\${step.size__c}\`
})
`,
  'hooks/Steps_a.ts': `import { trigger } from 'atelier'

export default trigger('step__c', ['before insert', 'before update'], ({ new: steps, oldMap, newMap, isInsert }) => {
  for (const step of steps) {
    const same = isInsert ? newMap === null : newMap?.get(step.Id) === step
    const before = isInsert ? undefined : oldMap?.get(step.Id)
    step.steps__c = \`a \${same} \${before?.Name}\`
    step.changed__c = (['Name', 'size__c', 'changed__c'] as const).filter(field => step.isChanged(field)).join()
    if (step.Name === 'plus') step.size__c = step.size__c?.plus(1) ?? null
  }
})
`,
  'hooks/Steps_after.ts': `import { trigger } from 'atelier'

export default trigger('step__c', ['after insert'], async ({ new: steps, newMap, db }) => {
  for (const step of steps) {
    if (step.Name !== 'nested') continue
    await db.transaction(async () => {
      await db.insert('audit__c', [{ Name: 'audit', event__c: 'kept ' + newMap?.get(step.Id)?.Name }])
    })
    await db
      .transaction(async () => {
        await db.insert('audit__c', [{ Name: 'audit', event__c: 'undone' }])
        throw new Error('undo')
      })
      .catch(() => undefined)
  }
})
`,
  'hooks/Deeper.ts': `import { trigger } from 'atelier'

export default trigger('deep__c', ['after insert'], async ({ new: deeps, db }) => {
  await db.insert('deep__c', deeps.filter(deep => !deep.level__c?.isZero()).map(deep => ({
    Name: 'deep',
    level__c: deep.level__c?.minus(1) ?? null,
  })))
})
`,
}

describe('triggers', () => {
  let test: TestOrg
  let runtime: HookRuntime
  let queue: HookQueue

  before(async function () {
    this.timeout(60_000)
    test = await createTestOrg([...(await metadataFiles()), ...sourceFiles(FILES, 'acme', ['standard'])])
    queue = createQueue({
      database: test.org.database,
      runtime: () => runtime,
      orgs: () => [test.org],
      sessionOf: async () => test.session,
    })
    runtime = createHookRuntime({
      data: recordsData(() => runtime.port),
      enqueue: queue.enqueue,
      triggerLimits: { ...TRIGGER_LIMITS, cpuMilliseconds: 1_000, memoryMegabytes: 96, statements: 40 },
    })
    await queue.start()
  })
  after(async () => {
    await queue.stop()
    runtime.close()
    await test.dispose()
  })

  const save = (
    operation: WriteOperation,
    records: readonly Readonly<Record<string, unknown>>[],
    allOrNone = true,
    name = 'thing__c',
  ): Promise<readonly WriteResult[]> =>
    write(test.session, { object: name, operation, records, allOrNone }, runtime.port)
  const query = (soql: string): Promise<readonly ReadRecord[]> => readRecords(test.session, parseQuery(soql))
  const insert = async (Name: string): Promise<string> => {
    const [result] = await save('insert', [{ Name, amount__c: 10 }])
    expect(result?.errors).to.deep.equal([])
    return result?.id as string
  }
  const lastAudit = async (): Promise<unknown> =>
    (await query('SELECT event__c FROM audit__c ORDER BY Id DESC LIMIT 1'))[0]?.event__c

  it('change records before they are inserted, with exact numbers and dates', async () => {
    const id = await insert('first')
    const [record] = await query(`SELECT amount__c, day__c, note__c FROM thing__c WHERE Id = '${id}'`)
    expect(record).to.include({ amount__c: '10.10', note__c: null })
    expect(record?.day__c).to.match(/^\d{4}-\d\d-\d\d$/)
    expect(await lastAudit()).to.equal('after insert first')
  })

  it('see old and new values of an update', async () => {
    const id = await insert('before')
    await save('update', [{ Id: id, Name: 'after' }])
    const [record] = await query(`SELECT Name, note__c, amount__c FROM thing__c WHERE Id = '${id}'`)
    expect(record).to.deep.include({ Name: 'after', note__c: 'before -> after', amount__c: '10.20' })
    expect(await lastAudit()).to.equal('after update after')
  })

  it('see deletes and undeletes, and can refuse a delete', async () => {
    const id = await insert('gone')
    await save('delete', [{ Id: id }])
    expect(await lastAudit()).to.equal('after delete gone')
    await save('undelete', [{ Id: id }])
    expect(await lastAudit()).to.equal('after undelete gone')
    const kept = await insert('keep')
    const [result] = await save('delete', [{ Id: kept }])
    expect(result?.errors.map(error => error.message)).to.deep.equal(['It is kept.'])
  })

  it('fire once for all records of a save', async () => {
    const fired = await countFired(() =>
      save(
        'insert',
        Array.from({ length: 500 }, (_, i) => ({ Name: `bulk ${i}`, amount__c: i })),
      ),
    )
    expect(fired).to.equal(2)
    const [count] = await query(`SELECT COUNT(Id) n FROM thing__c WHERE Name LIKE 'bulk %'`)
    expect(String(count?.n)).to.equal('500')
  })

  it('refuse single records at a field, and let the others through', async () => {
    const results = await save(
      'insert',
      [{ Name: 'fine' }, { Name: 'refuse' }, { Name: 'refuse all' }],
      false,
    )
    expect(results.map(result => result.success)).to.deep.equal([true, false, false])
    expect(results[1]?.errors[0]).to.deep.include({
      code: 'FIELD_CUSTOM_VALIDATION_EXCEPTION',
      message: 'No amount is right.',
      fields: ['amount__c'],
    })
    expect(results[2]?.errors[0]).to.deep.include({ message: 'Nothing is right.', fields: [] })
  })

  const failing: readonly (readonly [name: string, code: string, message: RegExp])[] = [
    [
      'throw',
      'HOOK_FAILED',
      /^Prepare: Cannot read properties of undefined \(reading 'amount'\) \(acme\/hooks\/Prepare\.ts:7:45\)$/,
    ],
    ['loop', 'LIMIT_EXCEEDED', /^Hook Prepare took [\d,]+ ms of processor time; the limit is 1,000 ms/],
    ['bomb', 'LIMIT_EXCEEDED', /^Hook Prepare took .* of memory; the limit is 96 MB/],
    ['buffers', 'LIMIT_EXCEEDED', /^Hook Prepare took [\d,]+ MB of memory; the limit is 96 MB/],
    ['statements', 'LIMIT_EXCEEDED', /^Hook Prepare made 41 calls to the database; the limit is 40/],
  ]
  for (const [name, code, message] of failing) {
    it(`roll everything back and leave the server answering: ${name}`, async () => {
      const error = await failure(save('insert', [{ Name: `with ${name}` }, { Name: name }], false))
      expect(error.code).to.equal(code)
      expect(error.message).to.match(message)
      expect(await query(`SELECT Id FROM thing__c WHERE Name IN ('with ${name}', '${name}')`)).to.deep.equal(
        [],
      )
      await insert(`after ${name}`)
    })
  }

  it('that save what fires them stop at level 16', async () => {
    const levels = async (level: number): Promise<number> => {
      await save('insert', [{ Name: 'deep', level__c: level }], true, 'deep__c')
      return (await query('SELECT Id FROM deep__c')).length
    }
    expect(await levels(15)).to.equal(16)
    const error = await failure(levels(100))
    expect(error.code).to.equal('TRIGGER_DEPTH_EXCEEDED')
    expect(error.message).to.match(/^Maximum trigger depth exceeded: deep__c after insert would be level 17/)
    expect(await query('SELECT Id FROM deep__c')).to.have.length(16)
  })

  const stepOf = async (id: unknown) =>
    (await query(`SELECT size__c, steps__c, changed__c FROM step__c WHERE Id = '${id}'`))[0]

  it('fire in the order of their names, each with what those before have changed', async () => {
    const [made] = await save('insert', [{ Name: 'plus', size__c: 1 }], true, 'step__c')
    expect(await stepOf(made?.id)).to.include({ size__c: '2.00', steps__c: 'a true undefined b2' })
  })

  it('find records by Id, and know what has changed by what it is worth', async () => {
    const [made] = await save('insert', [{ Name: 'one', size__c: '1.50' }], true, 'step__c')
    expect(await stepOf(made?.id)).to.include({ changed__c: null })
    await save('update', [{ Id: made?.id, Name: 'two', size__c: 1.5 }], true, 'step__c')
    expect(await stepOf(made?.id)).to.include({ steps__c: 'a true one b1.5', changed__c: 'Name' })
    await save('update', [{ Id: made?.id, size__c: 2 }], true, 'step__c')
    expect(await stepOf(made?.id)).to.include({ changed__c: 'size__c' })
  })

  it('undo a part of what they saved', async () => {
    await save('insert', [{ Name: 'nested' }], true, 'step__c')
    const audits = await query(`SELECT event__c FROM audit__c WHERE event__c IN ('kept nested', 'undone')`)
    expect(audits.map(audit => audit.event__c)).to.deep.equal(['kept nested'])
  })

  it('take 10,000 records at once', async () => {
    const wide = createHookRuntime({ data: recordsData(() => wide.port), enqueue: queue.enqueue })
    const records = Array.from({ length: 10_000 }, (_, i) => ({ Name: `many ${i}`, size__c: i }))
    const request = { object: 'step__c', operation: 'insert', records, allOrNone: true } as const
    const results = await write(test.session, request, wide.port)
    wide.close()
    expect(results.every(result => result.success)).to.equal(true)
    expect(await stepOf(results[9999]?.id)).to.include({ steps__c: 'a true undefined b9999' })
  }).timeout(60_000)

  it('save in every way from a job', async () => {
    const hook = test.org.model.hooks.get('save') as HookModel
    const input = { kind: 'schedulable', slot: 'x', payload: null } as const
    const value = await runtime.run(test.session, hook, input, { log: () => undefined })
    expect(value).to.deep.equal({
      upserted: [false, true],
      partly: [false, true],
      refused: 'FIELD_CUSTOM_VALIDATION_EXCEPTION',
      left: 1,
      rows: [
        { Name: 'saved 2c', code__c: 'b', amount__c: '0.3' },
        { Name: 'saved 3', code__c: 'c', amount__c: '0.1' },
      ],
    })
  })

  it('put queueables into the queue that run after the commit, and never after a rollback', async () => {
    await failure(save('insert', [{ Name: 'enqueue and fail' }], true, 'audit__c'))
    await save('insert', [{ Name: 'enqueue' }], true, 'audit__c')
    const queued = (): ReturnType<typeof query> =>
      query(`SELECT event__c FROM audit__c WHERE event__c LIKE 'queued %'`)
    while ((await queued()).length === 0) await delay(50)
    await delay(500)
    expect((await queued()).map(audit => audit.event__c)).to.deep.equal(['queued enqueue'])
  })

  it('answers other saves while a hook loops', async () => {
    const looping = failure(save('insert', [{ Name: 'loop' }]))
    let hasEnded = false
    void looping.then(() => {
      hasEnded = true
    })
    for (let i = 0; i < 5; i++) await insert(`meanwhile ${i}`)
    expect(hasEnded).to.equal(false)
    expect((await looping).code).to.equal('LIMIT_EXCEEDED')
  })

  async function countFired(work: () => Promise<unknown>): Promise<number> {
    let fired = 0
    const { fire } = runtime.port
    const port = {
      ...runtime.port,
      fire: (...given: Parameters<typeof fire>) => {
        if (given[1].object.name === 'thing__c') fired++
        return fire(...given)
      },
    }
    const original = runtime
    runtime = { ...runtime, port }
    await work()
    runtime = original
    return fired
  }
})

async function failure(work: Promise<unknown>): Promise<AtelierError> {
  try {
    await work
  } catch (error) {
    if (error instanceof AtelierError) return error
    throw error
  }
  throw new Error('It should have failed.')
}
