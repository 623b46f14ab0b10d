import type { Look } from '../look.ts'
import { textLook } from '../text-look.ts'

const text: Look = { ...textLook, name: 'text' }

export default text
