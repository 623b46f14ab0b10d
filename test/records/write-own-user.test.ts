import { expect } from 'chai'
import { fullAccess } from '../../server/access/access.ts'
import { loadPrincipal } from '../../server/org/principals.ts'
import type { Session } from '../../server/org/session.ts'
import { noHooks } from '../../server/records/hooks.ts'
import { write } from '../../server/records/write.ts'
import { besideStandard, createTestOrg, type TestOrg } from '../support/test-org.ts'

const rule = (errorCondition: string): object => ({ active: true, errorMessage: 'No.', errorCondition })

const FILES = {
  'objects/note__c/object.json': { label: 'Note', pluralLabel: 'Notes' },
  'objects/note__c/fields/text__c.json': { label: 'Text', type: 'Text', length: 20 },
  'objects/note__c/validation-rules/Inside.json': rule('NOT(ISBLANK($User.ContactId))'),
  'objects/memo__c/object.json': { label: 'Memo', pluralLabel: 'Memos' },
  'objects/memo__c/fields/text__c.json': { label: 'Text', type: 'Text', length: 20 },
  'objects/memo__c/validation-rules/Town.json': rule('$User.City = "Batumi"'),
}

describe('rules that ask about the user', () => {
  let test: TestOrg
  let inside: Session
  let outside: Session
  before(async () => {
    test = await createTestOrg(await besideStandard(FILES))
    const { org } = test
    const principal = await loadPrincipal(org, test.session.principal.userId)
    inside = Object.freeze({ org, principal: principal as Session['principal'], access: fullAccess })
    outside = { ...inside, principal: { ...inside.principal, contactId: '003000000000001AAA' } }
  })
  after(() => test.dispose())

  const save = (session: Session, object: string) =>
    test.countStatements(() =>
      write(
        session,
        { object, operation: 'insert', records: [{ Name: 'a', text__c: 'a' }], allOrNone: true },
        noHooks,
      ),
    )

  it('take no statement for what the session knows: who comes from outside', async () => {
    const { result, statements } = await save(inside, 'note__c')
    expect(result.map(({ success }) => success)).to.deep.equal([true])
    expect(statements.filter(text => !text.includes('_record_number'))).to.have.length(1)
    const refused = await save(outside, 'note__c')
    expect(refused.result[0]?.errors.map(({ message }) => message)).to.deep.equal(['No.'])
  })

  it('read the record for everything else', async () => {
    const { result, statements } = await save(inside, 'memo__c')
    expect(result.map(({ success }) => success)).to.deep.equal([true])
    expect(statements.filter(text => text.includes('"user"'))).to.have.length(1)
  })
})
