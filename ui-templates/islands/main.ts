import htmx from 'htmx.org/dist/htmx.esm.js'
import { openBoards } from './boards.ts'
import { focusSummary } from './focus-summary.ts'
import { openInlineEdit } from './inline-edit.ts'
import { openLookups } from './lookups.ts'
import { closeMenus } from './menus.ts'
import { openSelection } from './selection.ts'
import { guardForms } from './unsaved.ts'

// htmx reads its attributes by itself; naming it keeps it in the bundle.
void htmx
closeMenus()
openBoards(document)
openLookups(document)
openInlineEdit(document.body)
openSelection(document)
guardForms(document)
focusSummary()
