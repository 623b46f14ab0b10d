import { expect } from 'chai'
import type { SourceFile } from '../../../server/metadata/component.ts'
import type { Answer, Client, RequestOptions } from '../../support/test-client.ts'
import { besideStandard } from '../../support/test-org.ts'
import { startTestServer, type TestServer } from '../../support/test-server.ts'
import { addUser } from '../../support/test-users.ts'

/** What the administrator keeps in vaults that nobody else may see. */
export const SECRETS = ['Deep secret', 'SERIAL-1', 'CODE-1', 'PIN-9876']

export const WHO = ['a worker', 'a partner', 'a customer'] as const
export type Who = (typeof WHO)[number]

/** Speaks for one of the low-privileged users. */
export interface Attacker extends Client {
  readonly id: string
  /** A box, an item and a vault of the user's own. */
  readonly box: string
  readonly item: string
  readonly vault: string
  /** The serial number of that vault. */
  readonly serial: string
}

export interface World {
  readonly server: TestServer
  readonly attackers: Readonly<Record<Who, Attacker>>
  /** Vaults of the administrator: two with one code, and one in the recycle bin. */
  readonly vaults: readonly [string, string]
  readonly deleted: string
  /** A public item that lies in the first of them. */
  readonly item: string
}

const all = (object: string) => ({
  ...{ object, allowRead: true, allowCreate: true, allowEdit: true, allowDelete: true },
})
const shown = (editable: boolean, ...names: readonly string[]) =>
  names.map(field => ({ field, readable: true, editable }))

const profile = (userLicense: string) => ({
  label: userLicense,
  userLicense,
  objectPermissions: [
    ...['vault__c', 'item__c', 'box__c', 'Account', 'Contact', 'Attachment'].map(all),
    ...['ContentVersion', 'EmailMessage'].map(all),
    { object: 'User', allowRead: true },
  ],
  fieldPermissions: [
    ...shown(true, 'vault__c.code__c', 'vault__c.serial__c', 'item__c.vault__c', 'item__c.kind__c'),
    ...shown(false, 'vault__c.hint__c', 'vault__c.shout__c', 'box__c.vault__c'),
    { field: 'box__c.OwnerId', readable: false, editable: false },
  ],
  userPermissions: ['ApiEnabled', 'DataExport'].map(name => ({ name, enabled: true })),
})

const object = (label: string, sharingModel: string) => ({
  ...{ label, pluralLabel: `${label}s`, sharingModel, externalSharingModel: sharingModel },
  enableSearch: true,
})
const text = (label: string, more = {}) => ({ label, type: 'Text', length: 20, ...more })
const toVault = (label: string, relationshipName: string) => ({
  ...{ label, type: 'Lookup', referenceTo: 'vault__c', relationshipName },
})

export const FILES: Readonly<Record<string, object>> = {
  'objects/vault__c/object.json': object('Vault', 'Private'),
  'objects/vault__c/record-types/Small.json': { label: 'Small', active: true },
  'objects/vault__c/fields/code__c.json': text('Code', { externalId: true }),
  'objects/vault__c/fields/serial__c.json': text('Serial', { externalId: true, unique: true }),
  'objects/vault__c/fields/pin__c.json': text('Pin'),
  'objects/vault__c/fields/hint__c.json': { label: 'Hint', type: 'Text', formula: 'LEFT(pin__c, 5)' },
  'objects/vault__c/fields/shout__c.json': { label: 'Shout', type: 'Text', formula: 'UPPER(Name)' },
  'objects/item__c/object.json': object('Item', 'ReadWrite'),
  'objects/item__c/fields/kind__c.json': text('Kind'),
  'objects/item__c/fields/vault__c.json': toVault('Vault', 'items'),
  'objects/item__c/fields/hidden__c.json': toVault('Hidden', 'hidden_items'),
  'objects/box__c/object.json': object('Box', 'ReadWrite'),
  'objects/box__c/fields/vault__c.json': toVault('Vault', 'boxes'),
  'profiles/Worker.json': profile('Salesforce'),
  'profiles/Partner.json': profile('Partner Community'),
  'profiles/Customer.json': profile('Customer Community'),
  'permission-sets/See_Accounts.json': {
    label: 'See accounts',
    objectPermissions: [{ object: 'Lead', allowRead: true, viewAllRecords: true }],
  },
}

let opening: Promise<World> | undefined

/** One server for all tests of the known holes. */
export function knownHoles(): Promise<World> {
  opening ??= open()
  return opening
}

export function holeFiles(): Promise<readonly SourceFile[]> {
  return besideStandard(FILES)
}

async function open(): Promise<World> {
  const server = await startTestServer({ files: await holeFiles() })
  after(() => server.close())
  const vault = (Name: string, serial__c: string) =>
    server.create('vault__c', { Name, serial__c, code__c: 'CODE-1', pin__c: 'PIN-9876' })
  const vaults = [await vault('Deep secret', 'SERIAL-1'), await vault('Deep secret too', 'SERIAL-2')] as const
  const deleted = await vault('Deep secret in the bin', 'SERIAL-3')
  await server.delete(`sobjects/vault__c/${deleted}`)
  const item = await server.create('item__c', { Name: 'Public', vault__c: vaults[0], hidden__c: vaults[0] })
  const attackers = {
    'a worker': await addAttacker(server, 'Worker'),
    'a partner': await addAttacker(server, 'Partner'),
    'a customer': await addAttacker(server, 'Customer'),
  }
  return { server, attackers, vaults, deleted, item }
}

async function addAttacker(server: TestServer, name: string): Promise<Attacker> {
  const isInternal = name === 'Worker'
  const account = isInternal ? '' : await server.create('Account', { Name: name })
  const contact = isInternal ? '' : await server.create('Contact', { LastName: name, AccountId: account })
  const user = await addUser(server, name, isInternal ? {} : { ContactId: contact })
  const own = { Name: `of ${name}` }
  const serial = `OWN-${name}`
  return {
    ...user,
    serial,
    box: await user.create('box__c', own),
    item: await user.create('item__c', own),
    vault: await user.create('vault__c', { ...own, serial__c: serial }),
  }
}

/** Status and text of an answer, without the words that the request itself held. */
export function blind({ status, text }: Answer, ...said: readonly string[]): string {
  return said.reduce((rest, word) => rest.replaceAll(word, '?'), `${status} ${text}`)
}

/** Refused with one of the client's errors: never done, never an accident of the server. */
export function expectRefused({ status, text }: Answer, ...said: readonly string[]): void {
  expect(status, text).to.be.within(400, 499)
  expectNoSecret(text, said)
}

export function expectNoSecret(answer: string, said: readonly string[] = []): void {
  const rest = said.reduce((part, word) => part.replaceAll(word, '?'), answer)
  for (const secret of SECRETS) expect(rest.toLowerCase()).not.to.include(secret.toLowerCase())
}

/** As a query's path. */
export function soql(query: string, resource = 'query'): string {
  return `${resource}?q=${encodeURIComponent(query)}`
}

export function asText(body: string, headers: Readonly<Record<string, string>> = {}): RequestOptions {
  return { body, headers: { 'content-type': 'application/json', ...headers } }
}
