import type { Access } from '../../access/access.ts'
import { AtelierError, type ErrorCode } from '../../kernel/errors.ts'
import { suggest } from '../../metadata/nearest-word.ts'
import type { ObjectModel, OrgModel } from '../../metadata/org-model.ts'

const SEE_DESCRIBE = 'Please reference your WSDL or the describe call for the appropriate names.'

/** An error of a query; `path` is the name as written, by which its place in the text is found. */
export function queryError(code: ErrorCode, message: string, path?: string, hint?: string): AtelierError {
  return new AtelierError(code, message, [
    { code, message, ...(path !== undefined && { path }), ...(hint && { hint }) },
  ])
}

/** Unknown and hidden fields give the same answer; the hint names readable ones only. */
export function noSuchColumn(object: ObjectModel, name: string, path: string, access: Access): AtelierError {
  const readable = object.fieldList.filter(field => access.field(field, 'read'))
  return queryError(
    'INVALID_FIELD',
    `No such column '${name}' on entity '${object.name}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. ${SEE_DESCRIBE}`,
    path,
    suggest(
      name,
      readable.map(field => field.name),
    ),
  )
}

export function noSuchParent(name: string, path: string): AtelierError {
  return queryError(
    'INVALID_FIELD',
    `Didn't understand relationship '${name}' in field path. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. ${SEE_DESCRIBE}`,
    path,
  )
}

export function noSuchChildren(name: string): AtelierError {
  return queryError(
    'INVALID_TYPE',
    `Didn't understand relationship '${name}' in FROM part of query call. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. ${SEE_DESCRIBE}`,
    name,
  )
}

/** Unknown and hidden objects give the same answer; the hint names readable ones only. */
export function noSuchObject(model: OrgModel, access: Access, name: string): AtelierError {
  const readable = [...model.objects.values()].filter(object => access.object(object, 'read'))
  return queryError(
    'INVALID_TYPE',
    `sObject type '${name}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. ${SEE_DESCRIBE}`,
    name,
    suggest(
      name,
      readable.map(object => object.name),
    ),
  )
}

export function misplacedAggregate(name: string): AtelierError {
  return queryError('MALFORMED_QUERY', 'an aggregate function needs a query with groups around it', name)
}
