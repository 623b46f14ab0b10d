import { installMissing } from './install.mjs'

installMissing()
if (process.env.npm_lifecycle_event === 'start') endWithParent()
const { runBuilt } = await import('./build.mjs')
await runBuilt('server')

/** `npm start` runs this in a shell, which ends at SIGTERM without passing it on. */
function endWithParent() {
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    process.kill(process.pid, 'SIGTERM')
  }, 500)
  timer.unref()
}
