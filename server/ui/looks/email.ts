import type { Look } from '../look.ts'
import { textLook } from '../text-look.ts'

const email: Look = { ...textLook, name: 'email' }

export default email
