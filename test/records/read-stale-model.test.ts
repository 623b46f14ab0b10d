import { expect } from 'chai'
import { AtelierError } from '../../server/kernel/errors.ts'
import type { OrgModel } from '../../server/metadata/org-model.ts'
import type { Session } from '../../server/org/session.ts'
import { readJson, readMore } from '../../server/records/read.ts'
import { readMany } from '../../server/records/read-by-id.ts'
import { sampleModel } from './query/sample-model.ts'
import { openSampleOrg, type SampleOrg } from './query/sample-org.ts'

const user = { prefix: '005', fields: { Name: 'Text' } }
const oldModel = sampleModel({
  User: user,
  Thing__c: {
    prefix: 'a01',
    fields: { Name: 'Text', Old__c: { type: 'Currency', precision: 18, scale: 2 } },
  },
})
const newModel: OrgModel = {
  ...sampleModel({ User: user, Thing__c: { prefix: 'a01', fields: { Name: 'Text', Old__c: 'Text' } } }),
  version: 2,
}

describe('a deploy during reads', () => {
  let sample: SampleOrg
  let model = oldModel
  let session: Session

  before(async () => {
    sample = await openSampleOrg(oldModel)
    const org = Object.defineProperty({ ...sample.org }, 'model', { get: () => model })
    session = { ...sample.session, org }
    await sample.insert('Thing__c', [{ Id: 'a01000000000001AAA', Name: 'x', Old__c: '5' }])
    await sample.run('UPDATE {s}._model SET version = 1')
  })
  after(() => sample.drop())

  const read = (where: string) =>
    readJson(session, `SELECT Old__c FROM Thing__c WHERE ${where}`, { version: '60.0' })

  it('of another type: prepared statements of the model before are in nobody’s way', async () => {
    for (let i = 0; i < 30; i++) expect(await read("Name = 'x'")).to.include('"Old__c":5.00')
    await sample.run(
      'ALTER TABLE {s}.thing__c ALTER COLUMN old__c TYPE text; UPDATE {s}._model SET version = 2',
    )
    setTimeout(() => {
      model = newModel
    }, 100)
    const answers = await Promise.all(Array.from({ length: 20 }, () => read("Name = 'x'")))
    for (const answer of answers) expect(answer).to.match(/"Old__c":"?5.00/)
    model = newModel
    for (let i = 0; i < 30; i++) expect(await read("Name = 'x'")).to.include('"Old__c":"5.00"')
  })

  describe('between two batches', () => {
    const thing = (
      fields: Parameters<typeof sampleModel>[0][string]['fields'],
      version: number,
    ): OrgModel => ({
      ...sampleModel({ User: user, Thing__c: { prefix: 'a01', fields: { Name: 'Text', ...fields } } }),
      version,
    })
    const number = { type: 'Number', precision: 8, scale: 0 }
    const before = thing({ Size__c: number }, 3)

    async function open(text: string): Promise<string> {
      model = before
      await sample.run(`ALTER TABLE {s}.thing__c ADD IF NOT EXISTS size__c numeric(8,0)`)
      await sample.run(
        `DELETE FROM {s}.thing__c; INSERT INTO {s}.thing__c (id, name, size__c) SELECT 'a01' || lpad(n::text, 12, '0') || 'AAA', 'n' || n, n FROM generate_series(1, 500) n`,
      )
      const { nextRecordsUrl } = JSON.parse(
        await readJson(session, text, { version: '60.0', batchSize: 200 }),
      )
      return (nextRecordsUrl as string).split('/').at(-1) as string
    }
    const more = (locator: string) => readMore(session, locator, { version: '60.0' })

    it('that the query has nothing to do with: it goes on', async () => {
      const locator = await open('SELECT Id, Name FROM Thing__c ORDER BY Size__c')
      await sample.run('ALTER TABLE {s}.thing__c ADD more__c text')
      model = thing({ Size__c: number, More__c: 'Text' }, 4)
      expect(JSON.parse(await more(locator)).records[0]).to.include({ Name: 'n201' })
    })

    it('that has not reached this node yet: it waits for it', async () => {
      const locator = await open('SELECT Id, Size__c FROM Thing__c')
      await sample.run(
        'ALTER TABLE {s}.thing__c RENAME size__c TO height__c; UPDATE {s}._model SET version = 4',
      )
      setTimeout(() => {
        model = thing({ Height__c: number }, 4)
      }, 50)
      const request = {
        object: 'Thing__c',
        ids: ['a01000000000001AAA'],
        fields: ['Size__c'],
        version: '60.0',
      }
      const many = readMany(session, request).catch((thrown: unknown) => thrown)
      const error = await more(locator).catch((thrown: unknown) => thrown)
      expect(error).to.be.instanceOf(AtelierError).and.include({ code: 'INVALID_FIELD' })
      expect((error as AtelierError).message)
        .to.include("No such column 'Size__c'")
        .and.include('Column:12')
      expect(await many).to.include({ code: 'INVALID_FIELD' })
      await sample.run(
        'ALTER TABLE {s}.thing__c RENAME height__c TO size__c; UPDATE {s}._model SET version = 3',
      )
    })

    it('that orders it by something else: it says to ask again', async () => {
      const locator = await open('SELECT Id FROM Thing__c ORDER BY Size__c DESC')
      await sample.run('ALTER TABLE {s}.thing__c ALTER size__c TYPE text')
      model = thing({ Size__c: 'Text' }, 4)
      const error = await more(locator).catch((thrown: unknown) => thrown)
      expect(error).to.include({ code: 'INVALID_QUERY_LOCATOR', status: 400 })
      expect((error as AtelierError).message).to.include('Run the query again')
    })
  })

  it('that is not one: a column that is not there is the query’s fault, at once', async () => {
    model = newModel
    await sample.run('ALTER TABLE {s}.thing__c DROP COLUMN old__c; UPDATE {s}._model SET version = 2')
    const began = performance.now()
    const error = await read("Name = 'x'").catch((thrown: unknown) => thrown)
    expect(error).to.be.instanceOf(AtelierError).and.include({ status: 400 })
    // Without the wait for a model that might still arrive.
    expect(performance.now() - began).to.be.below(2000)
  })
})
