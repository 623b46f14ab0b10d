import htmx from 'htmx.org/dist/htmx.esm.js'
import { focusSummary } from './focus-summary.ts'
import { openLookups } from './lookups.ts'
import { closeMenus } from './menus.ts'
import { guardForms } from './unsaved.ts'

// htmx reads its attributes by itself; naming it keeps it in the bundle.
void htmx
closeMenus()
openLookups(document)
guardForms(document)
focusSummary()
