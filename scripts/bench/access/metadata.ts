import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Company, MOVED } from './company.ts'

const PACKAGE = 'bench'
const RULES = 50
const BY_OWNER = 30
export const PROFILE = 'Bench_User'
/** Billing cities of orders: a rule by criteria opens the orders of one of them. */
export const CITIES = 100

/** Writes a metadata folder: the product's packages, and one that makes orders private and has the company in it. */
export function writeMetadata(folder: string, company: Company): void {
  rmSync(folder, { recursive: true, force: true })
  for (const name of ['standard', 'manufaktura'])
    cpSync(join('metadata', name), join(folder, name), { recursive: true })
  const order = join(folder, 'standard/objects/Order/object.json')
  const source = JSON.parse(readFileSync(order, 'utf8')) as object
  writeFileSync(order, JSON.stringify({ ...source, sharingModel: 'Private' }))
  for (const [path, content] of Object.entries(filesOf(company))) {
    const file = join(folder, PACKAGE, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, JSON.stringify(content, null, 2))
  }
}

export const movedPath = `${PACKAGE}/roles/${MOVED.name}.json`

export function movedRole(parentRole: string): object {
  return { label: label(MOVED.name), parentRole }
}

function filesOf(company: Company): Readonly<Record<string, object>> {
  const files: Record<string, object> = {
    'package.json': { name: PACKAGE, label: 'Bench', version: '1.0.0', dependsOn: ['manufaktura'] },
    [`profiles/${PROFILE}.json`]: profile,
  }
  for (const { name, parent } of company.roles)
    files[`roles/${name}.json`] = { label: label(name), ...(parent !== undefined && { parentRole: parent }) }
  for (const { name, includesBosses } of company.groups)
    files[`groups/${name}.json`] = { label: label(name), doesIncludeBosses: includesBosses }
  for (let rule = 0; rule < RULES; rule++) files[`sharing-rules/Order/Rule_${rule}.json`] = sharingRule(rule)
  return files
}

function label(name: string): string {
  return name.replaceAll('_', ' ')
}

const rights = { allowRead: true, allowCreate: true, allowEdit: true, allowDelete: true }
const profile = {
  label: label(PROFILE),
  custom: true,
  userLicense: 'Salesforce',
  userPermissions: [{ name: 'ApiEnabled', enabled: true }],
  objectPermissions: ['Account', 'Order'].map(object => ({ object, ...rights })),
  fieldPermissions: [
    'title__c',
    'external_id__c',
    'expected_amount__c',
    'currency__c',
    'announced_at__c',
  ].map(field => ({ field: `Order.${field}`, readable: true, editable: true })),
}

/** Of owners in a group, a role or a branch, or of a city: to a group of people elsewhere. */
function sharingRule(rule: number): object {
  const base = { label: `Rule ${rule}`, accessLevel: rule % 4 === 0 ? 'Edit' : 'Read' }
  if (rule >= BY_OWNER) {
    const value = `City ${rule}`
    const sharedTo = { group: `G${(rule - BY_OWNER) * 10 + 4}` }
    return { ...base, sharedTo, criteriaItems: [{ field: 'BillingCity', operation: 'equals', value }] }
  }
  const branch = `R${1 + (rule % 4)}_${1 + (rule % 3)}_${1 + (rule % 4)}`
  const from = [
    { group: `G${(rule * 6 + 101) % 200}` },
    { role: `${branch}_1` },
    { roleAndSubordinates: branch },
  ]
  return { ...base, sharedTo: { group: `G${rule * 6}` }, sharedFrom: from[rule % 3] }
}
