import { openBoards } from './boards.ts'
import { openCalendar } from './calendar.ts'
import { openCells } from './cells.ts'
import { openColumns } from './columns.ts'
import { openCopyLink } from './copy-link.ts'
import { openDependents } from './dependent-choices.ts'
import { openDialogs } from './dialogs.ts'
import { openFailedRequests } from './failed-requests.ts'
import { followFiles } from './files.ts'
import { openFilterValues } from './filter-values.ts'
import { focusSummary } from './focus-summary.ts'
import { forgetChanged } from './form-problems.ts'
import { openForms } from './forms.ts'
import { openInlineEdit } from './inline-edit.ts'
import { openLaterCards } from './later-cards.ts'
import { keepSearch } from './list-search.ts'
import { openLive } from './live.ts'
import { loadRules } from './load-rules.ts'
import { openLookups } from './lookups.ts'
import { closeMenus } from './menus.ts'
import { openPalette } from './palette.ts'
import { showStep } from './path.ts'
import { openPrint } from './print.ts'
import { openSaveKey } from './save-key.ts'
import { openSearch } from './search.ts'
import { openSelection } from './selection.ts'
import { openSplit } from './split.ts'
import { openTakes } from './take-theirs.ts'
import { openWidths } from './widths.ts'

openFailedRequests()
openLaterCards()
closeMenus()
openBoards(document)
openLookups(document)
openDependents(document)
openSearch()
openPalette()
openSaveKey(document)
openCopyLink()
openInlineEdit(document.body)
openCells(document.body)
followFiles()
openDialogs(document.body)
openColumns(document)
openWidths(document)
openSplit(document)
openCalendar(document)
openTakes(document.body)
openPrint(document)
showStep(document)
openFilterValues(document)
openSelection(document)
keepSearch(document)
openForms(document)
forgetChanged()
openLive()
focusSummary()
loadRules()
