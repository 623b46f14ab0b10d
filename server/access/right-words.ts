import { type Message, say } from '../kernel/message.ts'

/** How rights on objects and fields are called in sentences. */
export const RIGHT_WORDS = {
  read: say('read'),
  viewAll: say('viewAll'),
  create: say('create'),
  edit: say('edit'),
  delete: say('delete'),
  modifyAll: say('modifyAll'),
} as const satisfies Readonly<Record<string, Message>>
