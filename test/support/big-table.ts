import { makeId } from '../../server/kernel/ids.ts'
import type { TestOrg } from './test-org.ts'

/** Some more than the 8 MB from which on a table's indexes are built after a deploy. */
const ROWS = 9_000

/** Files of an object `part__c`, and more of its fields by name. */
export function partFiles(fields: Readonly<Record<string, object>> = {}): Readonly<Record<string, object>> {
  const all = { pad__c: { label: 'Pad', type: 'TextArea' }, ...fields }
  return {
    'objects/part__c/object.json': { label: 'Part', pluralLabel: 'Parts' },
    'objects/maker__c/object.json': { label: 'Maker', pluralLabel: 'Makers' },
    ...Object.fromEntries(
      Object.entries(all).map(([name, field]) => [`objects/part__c/fields/${name}.json`, field]),
    ),
  }
}

/** Makes the table of `part__c` a big one; its rows are called `Part 1` and so on. */
export async function fillParts({ org, session }: TestOrg): Promise<void> {
  const prefix = org.model.objects.get('part__c')?.keyPrefix as string
  const ids = Array.from({ length: ROWS }, (_, index) => makeId(prefix, index + 1))
  await org.database.run({
    text: `INSERT INTO "${org.schema}".part__c (id, name, pad__c, ownerid, createdbyid, lastmodifiedbyid, createddate, lastmodifieddate, systemmodstamp)
      SELECT id, 'Part ' || n, repeat('x', 1000), $2, $2, $2, now(), now(), now() FROM unnest($1::text[]) WITH ORDINALITY AS u(id, n)`,
    values: [ids, session.principal.userId],
  })
}
