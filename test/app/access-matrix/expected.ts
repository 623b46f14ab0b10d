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
