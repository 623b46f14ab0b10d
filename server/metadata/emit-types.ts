import { readFileSync } from 'node:fs'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { FieldModel, ObjectModel, OrgModel } from './org-model.ts'
import { parentRelationshipName } from './resolve-path.ts'

/** The part of a model that hooks are typed from. */
export type TypedModel = {
  readonly objects: ReadonlyMap<string, Pick<ObjectModel, 'name' | 'label' | 'fieldList'>>
}

/** The API as it is kept, with the sample that stands for an org's objects there. */
const api = readFileSync(new URL('./types/hook/api.d.ts', import.meta.url), 'utf8')
  .replace("'decimal.js'", "'./decimal.js'")
  .replace(/^import type .* from '.\/sample-model.d.ts'\n/m, '')
const decimalFolder = dirname(createRequire(import.meta.url).resolve('decimal.js'))
const decimal = readFileSync(join(decimalFolder, 'decimal.d.ts'), 'utf8')

/** Types of the module 'atelier' for an org: one interface with its objects, and the API that is typed by it. */
export function emitTypes(model: TypedModel): string {
  const objects = [...model.objects.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  return [
    api,
    block('Objects', objects, emitFields),
    block('Parents', objects, object => emitParents(object, model)),
    `export interface Writable {\n${objects.map(emitWritable).join('\n')}\n}\n`,
  ].join('\n')
}

/** The files of the module by name, for whoever puts them somewhere. */
export function typeFiles(model: TypedModel): ReadonlyMap<string, string> {
  return new Map([
    ['index.d.ts', emitTypes(model)],
    ['decimal.d.ts', decimal],
  ])
}

/** Writes the types to `.atelier/types/atelier/` of the project, where metadata/tsconfig.json finds them. */
export async function writeTypes(projectDir: string, model: OrgModel): Promise<void> {
  const folder = join(projectDir, '.atelier', 'types', 'atelier')
  await mkdir(folder, { recursive: true })
  for (const [name, text] of typeFiles(model)) {
    const file = join(folder, name)
    const before = await readFile(file, 'utf8').catch(() => undefined)
    if (before === text) continue
    // An editor that looks meanwhile sees the old file or the new one.
    await writeFile(`${file}.new`, text)
    await rename(`${file}.new`, file)
  }
}

type TypedObject = Pick<ObjectModel, 'name' | 'label' | 'fieldList'>

function block(
  name: string,
  objects: readonly TypedObject[],
  lines: (object: TypedObject) => readonly string[],
): string {
  const parts = objects.map(object => {
    const doc = `  /** ${comment(object.label)} */`
    return [doc, `  ${object.name}: {`, ...lines(object).map(line => `    ${line}`), '  }'].join('\n')
  })
  return `export interface ${name} {\n${parts.join('\n')}\n}\n`
}

function emitFields(object: TypedObject): readonly string[] {
  return object.fieldList.flatMap(field => {
    const type = `${field.fieldType.tsType(field)}${isNullable(field) ? ' | null' : ''}`
    return [`/** ${comment(field.label)} */`, `${field.name}: ${type}`]
  })
}

/** Read values: what a record that is saved may still lack. */
function isNullable(field: FieldModel): boolean {
  if (field.system) return field.name === 'RecordTypeId'
  return !field.required && !['Checkbox', 'MasterDetail', 'AutoNumber'].includes(field.type)
}

/** Of several possible parents, what all of them have can be selected. */
function emitParents(object: TypedObject, model: TypedModel): readonly string[] {
  return object.fieldList.flatMap(field => {
    const names = (field.referenceTo ?? []).flatMap(name => model.objects.get(name.toLowerCase())?.name ?? [])
    if (!names.length) return []
    const targets = names.map(name => `'${name}'`).join(' | ')
    return `${parentRelationshipName(field.name)}: readonly [${targets}, ${isNullable(field) ? 'null' : 'never'}]`
  })
}

function emitWritable(object: TypedObject): string {
  const names = object.fieldList.filter(field => field.createable || field.updateable)
  return `  ${object.name}: ${names.map(field => `'${field.name}'`).join(' | ') || 'never'}`
}

function comment(label: string): string {
  return label.replaceAll('*/', '* /').replaceAll('\n', ' ')
}
