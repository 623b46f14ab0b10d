import type { Look } from '../look.ts'
import { textLook } from '../text-look.ts'

const WHERE = /^sobjects\/(\w+)\/(\w+)\/(\w+)$/

/** What queries answer with is where the API gives the bytes; browsers get them where they are logged in. */
const file: Look = {
  ...textLook,
  name: 'file',
  show: ({ value }) => {
    const [, object, id, field] = WHERE.exec(String(value)) ?? []
    return { address: id ? `/lightning/r/${object}/${id}/bytes/${field}` : '' }
  },
}

export default file
