const { Base, Spec } = require('mocha').reporters

/** The specification as it runs; at the end one line that machines read. */
module.exports = class Reporter extends Spec {
  constructor(runner, options) {
    super(runner, options)
    runner.once('end', () => {
      const { passes, failures } = this.stats
      Base.consoleLog(`${passes} passed, ${failures} failed`)
    })
  }
}
