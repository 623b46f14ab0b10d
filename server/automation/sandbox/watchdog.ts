/**
 * A second thread of the hook process that ends the process when the hook's thread takes too much memory or
 * processor time. It works where nothing on the hook's own thread could: inside an endless loop, a regular
 * expression or one huge allocation. The reason goes to standard error, which the server reads.
 * It also ends the process when the server is gone.
 */
export const watchdogCode = `
const { parentPort } = require('node:worker_threads')
const { writeSync } = require('node:fs')
const server = process.ppid
let limits, timer, rss, cpu
const cpuNow = () => { const used = process.cpuUsage(); return (used.user + used.system) / 1000 }
const end = reason => {
  if (reason) writeSync(2, '@limit ' + reason + '\\n')
  process.kill(process.pid, 'SIGKILL')
}
const look = () => {
  const megabytes = (process.memoryUsage.rss() - rss) / 1048576
  if (megabytes > limits.memoryMegabytes) end('memory ' + Math.round(megabytes))
  const used = cpuNow() - cpu
  if (used > limits.cpuMilliseconds) end('cpu ' + Math.round(used))
  if (process.ppid !== server) end('')
}
parentPort.on('message', message => {
  clearInterval(timer)
  limits = message
  if (!limits) return
  rss = process.memoryUsage.rss()
  cpu = cpuNow()
  timer = setInterval(look, 10)
})
`
