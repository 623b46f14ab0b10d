import { readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { FieldModel, ObjectModel, OrgModel } from './org-model.ts'
import { childRelationshipName, parentRelationshipName } from './resolve-path.ts'
import { writeWhole } from './write-whole.ts'

/** The part of a model that hooks are typed from. */
export type TypedModel = {
  readonly objects: ReadonlyMap<string, Pick<ObjectModel, 'name' | 'label' | 'fieldList' | 'childList'>>
}

/** The API as it is kept, file by file; their imports of each other and of the sample model are left out. */
const api = ['names', 'query', 'database', 'context']
  .map(name => readFileSync(new URL(`./types/hook/api/${name}.d.ts`, import.meta.url), 'utf8'))
  .map(text => text.replace(/^import type \{[^}]*\} from '[^']+'\n/gm, ''))
  .join('\n')
  .replace("'decimal.js'", "'./decimal.js'")
const decimalFolder = dirname(createRequire(import.meta.url).resolve('decimal.js'))
const decimal = readFileSync(join(decimalFolder, 'decimal.d.ts'), 'utf8')

/** Types of the module 'atelier' for an org: one interface with its objects, and the API that is typed by it. */
export function emitTypes(model: TypedModel): string {
  const objects = [...model.objects.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  return [
    api,
    block('Objects', objects, emitFields),
    block('Parents', objects, object => emitParents(object, model)),
    block('Children', objects, object => emitChildren(object, model)),
    `export interface Writable {\n${objects.map(emitWritable).join('\n')}\n}\n`,
  ].join('\n')
}

/** Each line with the ones that it stands under: the same field of two objects is two lines. */
export function typeLines(types: string): ReadonlySet<string> {
  let block = ''
  let object = ''
  return new Set(
    types.split('\n').map(line => {
      if (/^\S/.test(line)) block = line
      else if (/^ {2}\S/.test(line)) object = line
      return `${block}${object}${line}`
    }),
  )
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
  for (const [name, text] of typeFiles(model)) await writeWhole(join(folder, name), text)
}

type TypedObject = Pick<ObjectModel, 'name' | 'label' | 'fieldList' | 'childList'>

function block(
  name: string,
  objects: readonly TypedObject[],
  lines: (object: TypedObject) => readonly string[],
): string {
  const parts = objects.map(object => {
    const doc = `  /** ${comment(object.label)} */`
    return [doc, `  ${key(object.name)}: {`, ...lines(object).map(line => `    ${line}`), '  }'].join('\n')
  })
  return `export interface ${name} {\n${parts.join('\n')}\n}\n`
}

function emitFields(object: TypedObject): readonly string[] {
  return object.fieldList.flatMap(field => {
    const type = `${field.fieldType.tsType(field)}${isNullable(field) ? ' | null' : ''}`
    return [`/** ${comment(field.label)} */`, `${key(field.name)}: ${type}`]
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
    const targets = names.map(literal).join(' | ')
    return `${key(parentRelationshipName(field.name))}: readonly [${targets}, ${isNullable(field) ? 'null' : 'never'}]`
  })
}

function emitChildren({ childList }: TypedObject, model: TypedModel): readonly string[] {
  return childList.flatMap(({ name, object, field }) => {
    const child = model.objects.get(object.toLowerCase())
    return child && name ? [`${key(childRelationshipName(field, name))}: ${literal(child.name)}`] : []
  })
}

/** A line each, so that one more is one line more. */
function emitWritable(object: TypedObject): string {
  const names = object.fieldList.filter(field => field.createable || field.updateable)
  const lines = names.map(field => `\n    | ${literal(field.name)}`)
  return `  ${key(object.name)}:${lines.join('') || ' never'}`
}

/** A name that the deploy will refuse must not break the types: they tell what else is wrong. */
function key(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : literal(name)
}

function literal(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll("'", "\\'")}'`
}

function comment(label: string): string {
  return label.replaceAll('*/', '* /').replaceAll('\n', ' ')
}
