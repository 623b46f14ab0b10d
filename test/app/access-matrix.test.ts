import { expect } from 'chai'
import { AtelierError } from '../../server/kernel/errors.ts'
import type { SourceFile } from '../../server/metadata/component.ts'
import type { FieldModel, ObjectModel } from '../../server/metadata/org-model.ts'
import { accessInOrg } from '../../server/org/access-in-org.ts'
import type { Session } from '../../server/org/session.ts'
import { describeGlobal, describeObject } from '../../server/records/describe.ts'
import { createTestOrg, metadataFiles, sourceFiles, type TestOrg } from '../support/test-org.ts'
import {
  type Expected,
  expectedOf,
  expectedOfGroup,
  holesIn,
  patchyProfile,
} from './access-matrix/expected.ts'
import { PLANNED, SURFACES, type Surface, type Ways, waysTo } from './access-matrix/surfaces.ts'
import { WHOLES } from './access-matrix/wholes.ts'

const NOWHERE = 'Zzyzx__c'

interface Answer {
  readonly code: string
  readonly message: string
  readonly hint: string
}

async function answerOf(ask: () => unknown): Promise<Answer> {
  try {
    await ask()
    return { code: 'shown', message: '', hint: '' }
  } catch (error) {
    if (!(error instanceof AtelierError)) throw error
    const { code, message } = error
    return { code, message, hint: error.problems[0]?.hint ?? '' }
  }
}

/** The message without the name that was asked for: a hidden name must not be told from one that is not there. */
function blind({ code, message }: Answer, name: string): string {
  return `${code} ${message.replaceAll(name, '?')}`
}

describe('the access matrix: every profile × object × field × surface', () => {
  let org: TestOrg
  let files: readonly SourceFile[]
  let questions = 0

  before(async () => {
    const own = await metadataFiles()
    const plain = await createTestOrg(own)
    const objects = [...plain.org.model.objects.values()]
    const patchy = {
      'profiles/Patchy.json': patchyProfile(objects),
      'profiles/Blank.json': { label: 'Blank', userPermissions: [{ name: 'ApiEnabled', enabled: true }] },
      'permission-sets/Patches.json': patchyProfile(objects),
      'muting-permission-sets/Holes.json': holesIn(objects),
      'permission-set-groups/Patchwork.json': {
        label: 'Patchwork',
        permissionSets: ['Patches'],
        mutingPermissionSets: ['Holes'],
      },
    }
    await plain.dispose()
    files = [...own, ...sourceFiles(patchy, 'acme', ['standard', 'manufaktura'])]
    org = await createTestOrg(files)
  })
  after(() => org.dispose())

  function sessionOf(profile: string, ...permissionSetGroups: readonly string[]): Session {
    const principal = { ...org.session.principal, profile, permissionSets: [], permissionSetGroups }
    return Object.freeze({ org: org.org, principal, access: accessInOrg(org.org, principal) })
  }

  async function checkField(
    session: Session,
    object: ObjectModel,
    field: FieldModel,
    ways: Ways,
    isShown: boolean,
    missing: ReadonlyMap<Surface, string>,
  ): Promise<void> {
    // What the database is asked for as well is shown for what hides, and for every tenth of what does not.
    const isAsked = !isShown || field.custom || object.fieldList.indexOf(field) % 10 === 9
    for (const surface of isAsked ? SURFACES : PLANNED) {
      questions++
      const place = `${session.principal.profile}: ${surface.name} of ${object.name}.${field.name}`
      const answer = await answerOf(() => surface.ask(session, object, field.name, ways))
      const isMissing = blind(answer, field.name) === missing.get(surface) && answer.code !== 'shown'
      if (!isShown) {
        expect(blind(answer, field.name), place).to.equal(missing.get(surface))
        expect(answer.hint, place).not.to.include(`"${field.name}"`)
      } else if (surface.name !== 'external id')
        expect(isMissing, `${place}: ${answer.message}`).to.equal(false)
    }
  }

  async function checkObject(session: Session, object: ObjectModel, expected: Expected): Promise<void> {
    const ways = waysTo(session, object)
    const missing = new Map<Surface, string>()
    for (const surface of SURFACES)
      missing.set(surface, blind(await answerOf(() => surface.ask(session, object, NOWHERE, ways)), NOWHERE))
    for (const field of object.fieldList)
      await checkField(session, object, field, ways, expected.showsField(object, field), missing)
    checkDescribe(session, object, expected)
    await checkWholes(session, object, expected)
  }

  function checkDescribe(session: Session, object: ObjectModel, expected: Expected): void {
    const described = JSON.parse(describeObject(org.org.model, session.access, object.name))
    const shown = object.fieldList.filter(field => expected.showsField(object, field)).map(({ name }) => name)
    expect(described.fields.map((field: { name: string }) => field.name)).to.have.members(shown)
    questions += object.fieldList.length
  }

  /** Places that take all fields at once take for none those that are hidden, and no others. */
  async function checkWholes(session: Session, object: ObjectModel, expected: Expected): Promise<void> {
    const hidden = object.fieldList.filter(field => !expected.showsField(object, field))
    for (const whole of WHOLES) {
      const unknown = await whole.ask(session, object)
      if (!unknown) continue
      questions += object.fieldList.length
      const place = `${session.principal.profile}: ${whole.name} of ${object.name}`
      const names = unknown.map(({ name }) => name).sort()
      expect(names, place).to.deep.equal(hidden.map(({ name }) => name).sort())
    }
  }

  async function checkHiddenObject(session: Session, object: ObjectModel): Promise<void> {
    const ghost = { ...object, name: 'Ghost__c', table: 'ghost__c' }
    for (const surface of SURFACES) {
      questions++
      const [hidden, none] = [
        await answerOf(() => surface.ask(session, object, 'Id', {})),
        await answerOf(() => surface.ask(session, ghost, 'Id', {})),
      ]
      expect(blind(hidden, object.name), `${object.name}: ${surface.name}`).to.equal(blind(none, ghost.name))
    }
  }

  async function checkAll(session: Session, expected: Expected): Promise<void> {
    for (const object of org.org.model.objects.values()) {
      expect(session.access.object(object, 'read'), object.name).to.equal(expected.shows(object))
      if (expected.shows(object)) await checkObject(session, object, expected)
      else await checkHiddenObject(session, object)
    }
    const { sobjects } = JSON.parse(describeGlobal(org.org.model, session.access))
    const shown = [...org.org.model.objects.values()].filter(object => expected.shows(object))
    expect(sobjects.map((one: { name: string }) => one.name)).to.have.members(shown.map(({ name }) => name))
  }

  const PROFILES = [
    'Patchy',
    'Blank',
    'Read_Only',
    'Standard_User',
    'Operations',
    'Sales',
    'Customer_Service',
    'Finance',
    'Manufacturer',
    'Hardware_Designer',
    'System_Administrator',
  ]
  for (const profile of PROFILES) {
    it(`${profile} sees what its file shows, and of the rest not that it is there`, async function () {
      this.timeout(120_000)
      await checkAll(sessionOf(profile), expectedOf(files, profile))
    })
  }

  it('a permission set group shows what its sets show, and of what is muted not that it is there', async function () {
    this.timeout(120_000)
    await checkAll(sessionOf('Blank', 'Patchwork'), expectedOfGroup(files, 'Patches', 'Holes'))
  })

  it('asked more than 50,000 questions, and has a row for every profile', () => {
    expect(questions).to.be.greaterThan(50_000)
    expect(PROFILES.map(name => name.toLowerCase())).to.have.members([...org.org.model.profiles.keys()])
  })
})
