import { expect } from 'chai'
import { AtelierError } from '../../server/kernel/errors.ts'
import type { OrgModel } from '../../server/metadata/org-model.ts'
import type { Session } from '../../server/org/session.ts'
import { readJson } from '../../server/records/read.ts'
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

  it('that is not one: a column that is not there is the query’s fault, at once', async () => {
    await sample.run('ALTER TABLE {s}.thing__c DROP COLUMN old__c')
    const began = performance.now()
    const error = await read("Name = 'x'").catch((thrown: unknown) => thrown)
    expect(error).to.be.instanceOf(AtelierError).and.include({ status: 400 })
    expect(performance.now() - began).to.be.below(1000)
  })
})
