/** INVENTORY ARCHIVE: what `mantl provision` does, with the release of an archive and plainer words. */
import { changeText } from '../../src/provisioning/model/change-text.ts'
import { changesOf, isEmpty } from '../../src/provisioning/model/plan.ts'
import { prepare } from '../../src/provisioning/run/prepare.ts'
import { applyRun, closeRun, planRun } from '../../src/provisioning/run/provision.ts'
import { observeOptions } from '../../src/provisioning/run/run-flags.ts'

const [inventory = '', release = ''] = process.argv.slice(2)
const options = observeOptions({ forks: 20, 'accept-new-host-keys': false }, 'bench')
const prepared = await prepare({ inventory, extraVariables: [], vaultPasswords: [] })
const planned = await planRun(prepared, { ...options, release })
try {
  const { plan } = planned
  console.log(
    isEmpty(plan)
      ? 'up to date'
      : `${changesOf(plan).length} changes on ${prepared.selected.length} of ${prepared.selected.length} hosts`,
  )
  const listener = {
    ended: (host: string, change: Parameters<typeof changeText>[0]) => console.log(`✓ ${host}  ${changeText(change)}`),
  }
  const { owner: run } = options
  const hosts = await applyRun(planned, { forks: 20, listener, run })
  if (hosts.some(({ result }) => result !== 'done')) throw new Error(JSON.stringify(hosts))
} finally {
  await closeRun(planned)
}
