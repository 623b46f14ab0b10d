import { expect } from 'chai'
import { noHooks } from '../../server/records/hooks.ts'
import { write } from '../../server/records/write.ts'
import { createTestOrg, sourceFiles } from '../support/test-org.ts'
import { hooksOf } from './deal-org.ts'

type Values = Readonly<Record<string, unknown>>

const stage = {
  label: 'Stage',
  type: 'Picklist',
  valueSet: {
    valueSetDefinition: {
      value: [
        { fullName: 'New', default: true, probability: 10 },
        { fullName: 'Won', closed: true, won: true, probability: 100 },
        { fullName: 'Lost', closed: true, probability: 0 },
      ],
    },
  },
}
const follows = (type: string, defaultValue: unknown, more: object = {}): object => ({
  label: type,
  type,
  defaultValue,
  defaultFollows: 'stage__c',
  ...more,
})

const FILES = {
  'objects/sale__c/object.json': { label: 'Sale', pluralLabel: 'Sales', enableHistory: true },
  'objects/sale__c/fields/stage__c.json': stage,
  'objects/sale__c/fields/chance__c.json': follows(
    'Percent',
    { pickValKey: [{ var: 'stage__c' }, 'probability'] },
    { precision: 3, scale: 0, trackHistory: true },
  ),
  'objects/sale__c/fields/closed_at__c.json': follows('DateTime', {
    if: [
      { pickValKey: [{ var: 'stage__c' }, 'closed'] },
      { blankValue: [{ var: 'closed_at__c' }, { now: [] }] },
      null,
    ],
  }),
  'objects/sale__c/fields/short__c.json': {
    label: 'Short',
    type: 'Text',
    length: 4,
    defaultValue: 'Name & "!"',
  },
}

describe('default values', () => {
  let org: Awaited<ReturnType<typeof createTestOrg>>
  before(async () => {
    org = await createTestOrg(sourceFiles(FILES))
  })
  after(() => org.dispose())

  const save = async (operation: 'insert' | 'update', records: readonly Values[], hooks = noHooks) =>
    write(org.session, { operation, object: 'sale__c', records, allOrNone: true }, hooks)
  const make = async (values: Values = {}): Promise<string> => {
    const [result] = await save('insert', [{ Name: 'abc', ...values }])
    expect(result?.errors).to.deep.equal([])
    return result?.id as string
  }
  const read = async (id: string) => {
    const { rows } = await org.org.database.run({
      text: `SELECT chance__c, closed_at__c IS NOT NULL FROM "${org.org.schema}".sale__c WHERE id = $1`,
      values: [id],
    })
    return rows[0]
  }

  it('are those of the value that a new record has', async () => {
    expect(await read(await make())).to.deep.equal(['10', 'f'])
    expect(await read(await make({ stage__c: 'Won' }))).to.deep.equal(['100', 't'])
    expect(await read(await make({ stage__c: 'Won', chance__c: 90 }))).to.deep.equal(['90', 't'])
  })

  it('follow a change of the field that they follow, each record its own', async () => {
    const ids = [await make(), await make(), await make({ chance__c: 30 })]
    const stages = ['Won', 'New', 'Lost']
    await save(
      'update',
      ids.map((Id, n) => ({ Id, stage__c: stages[n] })),
    )
    expect(await Promise.all(ids.map(read))).to.deep.equal([
      ['100', 't'],
      ['10', 'f'],
      ['0', 't'],
    ])
  })

  it('stay when the change sets them itself, or is none', async () => {
    const id = await make({ chance__c: 30 })
    await save('update', [{ Id: id, stage__c: 'New' }])
    expect(await read(id)).to.deep.equal(['30', 'f'])
    await save('update', [{ Id: id, stage__c: 'Won', chance__c: 30 }])
    expect(await read(id)).to.deep.equal(['30', 't'])
    await save('update', [{ Id: id, Name: 'other' }])
    expect(await read(id)).to.deep.equal(['30', 't'])
  })

  it('may keep what they were', async () => {
    const id = await make({ stage__c: 'Won', closed_at__c: '2020-01-01T00:00:00Z' })
    await save('update', [{ Id: id, stage__c: 'Lost' }])
    const { rows } = await org.org.database.run({
      text: `SELECT extract(year from closed_at__c) FROM "${org.org.schema}".sale__c WHERE id = $1`,
      values: [id],
    })
    expect(rows).to.deep.equal([['2020']])
    await save('update', [{ Id: id, stage__c: 'New' }])
    expect(await read(id)).to.deep.equal(['10', 'f'])
  })

  it('follow what a trigger changes', async () => {
    const id = await make()
    const hooks = hooksOf({
      'sale__c before update': () => ({ changes: new Map([[0, { stage__c: 'Won' }]]) }),
    })
    await save('update', [{ Id: id, Name: 'hooked' }], hooks)
    expect(await read(id)).to.deep.equal(['100', 't'])
  })

  it('are refused where the field refuses them', async () => {
    const [result] = await save('insert', [{ Name: 'abcd' }])
    const told = result?.errors.map(({ code, message, fields }) => ({ code, message, fields }))
    expect(told).to.deep.include({
      code: 'STRING_TOO_LONG',
      message: 'Short: data value too large: abcd! (max length=4)',
      fields: ['short__c'],
    })
  })
})
