import { AtelierError } from '../kernel/errors.ts'

const OLDEST = 50
const NEWEST = 65
const SEASONS = ['Winter', 'Spring', 'Summer']

export interface ApiVersion {
  readonly label: string
  readonly url: string
  readonly version: string
}

/** All versions of the API that are answered, oldest first: clients take the last one. */
export const apiVersions: readonly ApiVersion[] = Object.freeze(
  Array.from({ length: NEWEST - OLDEST + 1 }, (_, index) => {
    const number = OLDEST + index
    const year = 21 + Math.floor((number - OLDEST) / 3)
    return Object.freeze({
      label: `${SEASONS[(number - OLDEST) % 3]} '${year}`,
      url: `/services/data/v${number}.0`,
      version: `${number}.0`,
    })
  }),
)

const VERSION = /^(\d{2})\.0$/

/** The `NN.0` of a path, or the NOT_FOUND that Salesforce answers. */
export function checkVersion(text: string): string {
  const number = Number(VERSION.exec(text)?.[1])
  if (number >= OLDEST && number <= NEWEST) return text
  throw new AtelierError(
    'NOT_FOUND',
    `The API version v${text} is not served: v${OLDEST}.0 to v${NEWEST}.0 are.`,
  )
}
