import { expect } from 'chai'
import { AtelierError } from '../../server/kernel/errors.ts'
import type { SourceFile } from '../../server/metadata/component.ts'
import { formatProblem } from '../../server/metadata/report-findings.ts'
import { deploy, undoDeploy } from '../../server/org/deploy.ts'
import { noHooks } from '../../server/records/hooks.ts'
import { write } from '../../server/records/write.ts'
import { besideStandard, createTestOrg, type TestOrg } from '../support/test-org.ts'

type Content = Readonly<Record<string, object | null>>

const may = (...names: readonly string[]) => names.map(name => ({ name, enabled: true }))
const EVERYTHING = { label: 'Everything', userPermissions: may('ModifyAllData') }
const CHIEFS = { label: 'Chiefs', permissionSets: ['Everything'], mutingPermissionSets: [] as string[] }
const FILES = {
  'profiles/Chief.json': EVERYTHING,
  'profiles/Clerk.json': { label: 'Clerk', userPermissions: may('ApiEnabled') },
  'permission-sets/Everything.json': EVERYTHING,
  'permission-set-groups/Chiefs.json': CHIEFS,
  'muting-permission-sets/No_Power.json': { label: 'No power', userPermissions: may('ModifyAllData') },
}
const ADMIN = 'standard/profiles/System_Administrator.json'
const NOBODY = 'Nobody would be left who is active and may change everything:'
const HINT = 'Make another administrator first. [deploy.last-administrator]'

describe('a deploy leaves somebody who may change everything', () => {
  let org: TestOrg
  let files: readonly SourceFile[]
  let users = 0

  beforeEach(async () => {
    // Translations name the profile: who takes it away takes its words away before.
    files = (await besideStandard(FILES)).filter(({ path }) => !path.startsWith('standard/translations/'))
    org = await createTestOrg(files)
  })
  afterEach(() => org.dispose())

  const save = async (
    object: string,
    operation: 'insert' | 'update',
    record: Readonly<Record<string, unknown>>,
  ): Promise<string> => {
    const request = { object, operation, records: [record], allOrNone: true } as const
    const [result] = await write(org.session, request, noHooks)
    if (!result?.success) throw new Error(JSON.stringify(result?.errors))
    return result.id as string
  }
  const addUser = (profile: string): Promise<string> => {
    const name = `u${++users}`
    return save('User', 'insert', {
      ...{ LastName: name, Username: `${name}@last.test`, Email: `${name}@last.test`, Alias: name },
      ...{ CommunityNickname: name, IsActive: true },
      ProfileId: idOfProfile(profile),
    })
  }
  /** The first administrator becomes a clerk, as if by a hand of the database's own: no save leaves nobody. */
  const retire = (): Promise<unknown> =>
    org.org.database.run({
      text: `UPDATE "${org.org.schema}"."user" SET "profileid" = $1 WHERE "id" = $2`,
      values: [idOfProfile('Clerk'), org.session.principal.userId],
    })
  const idOfProfile = (name: string): string => org.org.model.profiles.get(name.toLowerCase())?.id as string
  const assign = (AssigneeId: string, more: object): Promise<string> =>
    save('PermissionSetAssignment', 'insert', { AssigneeId, ...more })

  const changed = (content: Content): readonly SourceFile[] => {
    const path = (name: string) => (name.includes('/profiles/System') ? name : `acme/${name}`)
    const paths = new Set(Object.keys(content).map(path))
    const added = Object.entries(content).flatMap(([name, value]) =>
      value === null
        ? []
        : [
            {
              package: path(name).split('/')[0] as string,
              path: path(name),
              text: JSON.stringify(value, null, 2),
            },
          ],
    )
    return [...files.filter(file => !paths.has(file.path)), ...added]
  }
  const problems = async (work: () => Promise<unknown>): Promise<readonly string[]> => {
    try {
      await work()
      return []
    } catch (error) {
      if (!(error instanceof AtelierError) || error.code !== 'DEPLOY_FAILED') throw error
      return error.problems.map(formatProblem)
    }
  }
  const refused = (content: Content, check = false): Promise<readonly string[]> =>
    problems(() => deploy(org.org, changed(content), { who: 'test', check }))

  const adminFile = (): { userPermissions: { name: string; enabled: boolean }[] } =>
    JSON.parse(files.find(({ path }) => path === ADMIN)?.text ?? '{}')
  const without = (): object => {
    const file = adminFile()
    return { ...file, userPermissions: file.userPermissions.filter(({ name }) => name !== 'ModifyAllData') }
  }
  const switchedOff = (): object => {
    const file = adminFile()
    return {
      ...file,
      userPermissions: file.userPermissions.map(one => ({ ...one, enabled: one.name !== 'ModifyAllData' })),
    }
  }

  it('refused: the last profile loses it, is switched off, or goes; checked or done', async () => {
    for (const check of [true, false]) {
      const [lost = '', ...more] = await refused({ [ADMIN]: without() }, check)
      expect(more).to.deep.equal([])
      expect(lost).to.match(/^standard\/profiles\/System_Administrator\.json:\d+:\d+: /)
      expect(lost).to.include(
        `${NOBODY} the profile System_Administrator, of admin@atelier.local, no longer gives ModifyAllData. ${HINT}`,
      )
      const [off = ''] = await refused({ [ADMIN]: switchedOff() }, check)
      const lines = JSON.stringify(switchedOff(), null, 2).split('\n')
      const line = lines.findIndex(text => text.includes('"ModifyAllData"')) + 2
      expect(off).to.include(`System_Administrator.json:${line}:18: ${NOBODY}`)
      expect(await refused({ [ADMIN]: null }, check)).to.deep.equal([
        `${ADMIN}:1:1: ${NOBODY} the profile System_Administrator, of admin@atelier.local, is gone. ${HINT}`,
      ])
    }
    expect(org.org.model.profiles.get('system_administrator')?.permissions.has('ModifyAllData')).to.equal(
      true,
    )
  })

  it('done: it gets another name, or another active user holds it by a profile, a set or a group', async () => {
    const renamed = { ...adminFile(), formerly: ['System_Administrator'] }
    expect(
      await problems(() =>
        deploy(
          org.org,
          [
            ...changed({ [ADMIN]: null }),
            {
              package: 'standard',
              path: 'standard/profiles/Head.json',
              text: JSON.stringify(renamed),
            },
          ],
          { who: 'test', check: true },
        ),
      ),
    ).to.deep.equal([])
    const clerk = await addUser('Clerk')
    const { model } = org.org
    const set = { PermissionSetId: model.permissionSets.get('everything')?.id }
    const id = await assign(clerk, set)
    expect(await refused({ [ADMIN]: without() }, true)).to.deep.equal([])
    await save('PermissionSetAssignment', 'update', { Id: id, ExpirationDate: '2020-01-01T00:00:00Z' })
    expect(await refused({ [ADMIN]: without() }, true)).to.have.length(1)
    const group = model.parts.get('permission-set-group')?.get('chiefs') as { readonly id: string }
    await assign(clerk, { PermissionSetGroupId: group.id })
    expect(await refused({ [ADMIN]: without() }, true)).to.deep.equal([])
    const chief = await addUser('Chief')
    const groupless = { 'permission-set-groups/Chiefs.json': null }
    expect(await refused({ [ADMIN]: without(), ...groupless }, true)).to.deep.equal([])
    await save('User', 'update', { Id: chief, IsActive: false })
    expect(await refused({ [ADMIN]: without(), ...groupless }, true)).to.have.length(2)
  })

  it('refused: a group of the last one mutes it, or its permission set loses it; also in an undo', async () => {
    const chief = await addUser('Clerk')
    const group = org.org.model.parts.get('permission-set-group')?.get('chiefs') as { readonly id: string }
    await deploy(org.org, changed({ 'roles/Boss.json': { label: 'Boss' } }), { who: 'test' })
    const muted = { ...CHIEFS, mutingPermissionSets: ['No_Power'] }
    await deploy(org.org, changed({ 'permission-set-groups/Chiefs.json': muted }), { who: 'test' })
    await deploy(org.org, files, { who: 'test' })
    await assign(chief, { PermissionSetGroupId: group.id })
    await retire()
    const why = `${NOBODY} the permission set group Chiefs, of u${users}@last.test, no longer gives ModifyAllData. ${HINT}`
    expect(await refused({ 'permission-set-groups/Chiefs.json': muted })).to.deep.equal([
      `acme/permission-set-groups/Chiefs.json:3:3: ${why}`,
    ])
    const plain = { 'permission-sets/Everything.json': { label: 'Everything' } }
    expect(await refused(plain)).to.deep.equal([`acme/permission-set-groups/Chiefs.json:3:3: ${why}`])
    // The newest deploy had taken the muting out of the group.
    expect(await problems(() => undoDeploy(org.org, { who: 'test' }))).to.deep.equal([
      `acme/permission-set-groups/Chiefs.json:3:3: ${why}`,
    ])
  })
})
