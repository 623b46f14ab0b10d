import type { Finding } from '../../component.ts'
import type { Check } from '../../metadata-type.ts'
import { rolesOf } from './compile.ts'

export const roleChecks: readonly Check[] = [
  { id: 'role.unknown-parent', description: 'The role above a role is there.' },
  {
    id: 'role.cycle',
    description: 'Roles do not stand above each other in a circle.',
    *find(draft, components): Iterable<Finding> {
      const roles = rolesOf(draft)
      for (const component of components) {
        const way = [component.name]
        let above = roles.get(component.name.toLowerCase())?.parentRole
        while (above !== undefined && !way.includes(above)) {
          way.push(above)
          above = roles.get(above.toLowerCase())?.parentRole
        }
        if (above !== component.name) continue
        const message = `Roles stand above each other in a circle: ${[...way, above].join(' → ')}.`
        yield { check: 'role.cycle', component, at: ['parentRole'], message }
      }
    },
  },
]
