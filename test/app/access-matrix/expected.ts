import type { SourceFile } from '../../../server/metadata/component.ts'
import type { FieldModel, ObjectModel } from '../../../server/metadata/org-model.ts'

interface ProfileFile {
  readonly objectPermissions?: readonly { readonly object: string; readonly allowRead?: boolean }[]
  readonly fieldPermissions?: readonly { readonly field: string; readonly readable: boolean }[]
  readonly userPermissions?: readonly { readonly name: string; readonly enabled: boolean }[]
}

/** What a profile shows, read off its file in the plainest way. */
export interface Expected {
  shows(object: ObjectModel): boolean
  showsField(object: ObjectModel, field: FieldModel): boolean
}

export function expectedOf(files: readonly SourceFile[], profile: string): Expected {
  const found = files.find(({ path }) => path.endsWith(`/profiles/${profile}.json`))
  const file = JSON.parse(found?.text ?? '{}') as ProfileFile
  const isAdministrator = file.userPermissions?.some(one => one.name === 'ModifyAllData' && one.enabled)
  const shows = (object: ObjectModel): boolean =>
    isAdministrator === true ||
    file.objectPermissions?.some(one => same(one.object, object.name) && one.allowRead === true) === true
  return {
    shows,
    showsField: (object, field) => {
      if (isAdministrator) return true
      if (!shows(object)) return false
      const named = file.fieldPermissions?.find(one => same(one.field, `${object.name}.${field.name}`))
      return named ? named.readable : !field.custom || field.required || field.type === 'MasterDetail'
    },
  }
}

/** What a permission set gives and a muting one takes away, both alone in a group. */
export function expectedOfGroup(files: readonly SourceFile[], set: string, muting: string): Expected {
  const fileOf = (path: string) =>
    JSON.parse(files.find(one => one.path.endsWith(path))?.text ?? '{}') as ProfileFile
  const given = fileOf(`/permission-sets/${set}.json`)
  const muted = fileOf(`/muting-permission-sets/${muting}.json`)
  const names = ({ objectPermissions }: ProfileFile, { name }: ObjectModel): boolean =>
    objectPermissions?.some(one => same(one.object, name) && one.allowRead === true) === true
  const shows = (object: ObjectModel): boolean => names(given, object) && !names(muted, object)
  return {
    shows,
    showsField: (object, field) => {
      if (!shows(object)) return false
      const ofField = ({ fieldPermissions }: ProfileFile) =>
        fieldPermissions?.find(one => same(one.field, `${object.name}.${field.name}`))
      if (ofField(muted)?.readable) return false
      return ofField(given)?.readable ?? (!field.custom || field.required || field.type === 'MasterDetail')
    },
  }
}

/** A muting set over every fifth object and every fourth field. */
export function holesIn(objects: Iterable<ObjectModel>): object {
  const all = [...objects].filter(({ table }) => table !== 'user')
  return {
    label: 'Holes',
    objectPermissions: all
      .filter((_, index) => index % 5 === 2)
      .map(({ name }) => ({ object: name, allowRead: true })),
    fieldPermissions: all.flatMap(object =>
      object.fieldList
        .filter((field, index) => !field.system && index % 4 === 1)
        .map(field => ({ field: `${object.name}.${field.name}`, readable: true })),
    ),
  }
}

function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}

/** A profile that hides every third field of every object, standard ones too, and every seventh object. */
export function patchyProfile(objects: Iterable<ObjectModel>): object {
  const all = [...objects].filter((object, index) => index % 7 !== 3 && object.table !== 'user')
  return {
    label: 'Patchy',
    userPermissions: [{ name: 'ApiEnabled', enabled: true }],
    objectPermissions: all.map(({ name }) => ({ object: name, allowRead: true, allowCreate: true })),
    fieldPermissions: all.flatMap(object =>
      object.fieldList
        .filter(field => !field.system)
        .map((field, index) => ({
          field: `${object.name}.${field.name}`,
          readable: index % 3 !== 1,
          editable: false,
        })),
    ),
  }
}
