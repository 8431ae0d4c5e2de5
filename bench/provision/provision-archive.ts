/** INVENTORY ARCHIVE [plan|apply [FORKS]]: what `mantl provision` does, with the release of an archive and plainer words; its compiled code is kept, too. */
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import type { Change } from '../../src/provisioning/model/change.ts'

const [inventory = '', release = '', what = 'apply', width = '20'] = process.argv.slice(2)
enableCompileCache(join(process.env.XDG_CACHE_HOME!, 'mantl', 'compiled'))
const { changeText } = await import('../../src/provisioning/model/change-text.ts')
const { changesOf, isEmpty } = await import('../../src/provisioning/model/plan.ts')
const { prepare } = await import('../../src/provisioning/run/prepare.ts')
const { applyRun, closeRun, planRun } = await import('../../src/provisioning/run/provision.ts')
const { observeOptions } = await import('../../src/provisioning/run/run-flags.ts')

const forks = Number(width)
const options = observeOptions({ forks, 'accept-new-host-keys': false }, 'bench')
const prepared = await prepare({ inventory, extraVariables: [], vaultPasswords: [] })
const planned = await planRun(prepared, { ...options, release, lockToChange: true })
try {
  const { plan } = planned
  const count = prepared.selected.length
  console.log(isEmpty(plan) ? 'up to date' : `${changesOf(plan).length} changes on ${count} of ${count} hosts`)
  const listener = { ended: (host: string, change: Change) => console.log(`✓ ${host}  ${changeText(change)}`) }
  const hosts = what === 'plan' ? [] : await applyRun(planned, { forks, listener, run: options.owner })
  const failed = hosts.filter(({ result }) => result !== 'done')
  if (failed.length > 0)
    throw new Error(failed.map(({ host, error, why }) => `${host}: ${error?.message ?? why}`).join('\n'))
} finally {
  await closeRun(planned)
}
