import { suggest } from '../../server/metadata/nearest-word.ts'
import { type Client, DATA } from './client.ts'
import { CommandError } from './report.ts'

interface DescribeGlobal {
  readonly sobjects: readonly { readonly name: string }[]
}

/** The API name of an object as it is declared. Refuses one that is not there with the nearest that is. */
export async function findObject(client: Client, name: string): Promise<string> {
  const { sobjects } = await client.get<DescribeGlobal>(`${DATA}/sobjects`)
  const names = sobjects.map(object => object.name)
  const found = names.find(one => one.toLowerCase() === name.toLowerCase())
  if (found !== undefined) return found
  const meant = suggest(name, names) ?? `There are: ${names.join(', ')}.`
  throw new CommandError([`There is no object "${name}".`, `    ${meant}`])
}
