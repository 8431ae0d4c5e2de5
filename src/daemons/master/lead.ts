import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { permissive } from '../../http/authorization.ts'
import { MESOS_VERSION } from '../../http/build-info.ts'
import { createVirtualPaths, type VirtualPaths } from '../../http/files/virtual-paths.ts'
import { createServer } from '../../http/server.ts'
import type { Authorize } from '../../http/types.ts'
import { createAuthenticator } from '../../mesos/libprocess/authenticator.ts'
import { createPeers } from '../../mesos/libprocess/peers.ts'
import { DomainInfo } from '../../mesos/messages/basics.ts'
import { fromJson } from '../../mesos/messages/codec/index.ts'
import { systemClock as clock } from '../../runtime/clock.ts'
import type { Logger } from '../../runtime/logger.ts'
import { createMetrics } from '../../runtime/metrics.ts'
import { systemRandom as random } from '../../runtime/random.ts'
import { createShutdown } from '../../runtime/shutdown.ts'
import { createAccess } from './access.ts'
import { type Address, findAddress } from './address.ts'
import { createCore } from './core.ts'
import { createFrameworkCounts } from './http/metrics/framework-counts.ts'
import { createSubscribers } from './http/operator/subscribers.ts'
import { createRoutes } from './http/routes.ts'
import { createIntake } from './intake.ts'
import { masterInfo } from './master-info.ts'
import { newState } from './new-state.ts'
import { watchWhitelist } from './perform/whitelist.ts'
import { disabledPaths, type MasterFlags, settingsOf } from './settings.ts'
import type { Chance, MasterState } from './state.ts'

export interface LeadOptions {
  readonly flags: MasterFlags
  /** For /flags. */
  readonly shown: Readonly<Record<string, string>>
  readonly log: Logger
}

/** Wires one master: listens, stands for election, and serves when it wins. Resolves once its candidacy stands. */
export const lead = async ({ flags, shown, log }: LeadOptions): Promise<void> => {
  const { secretsOf, authenticate, authorize } = createAccess(flags, log)
  const address = await findAddress(flags)
  const state = stateFor(flags, address, authorize)
  const { hostname, pid = '' } = state.info

  const metrics = createMetrics(clock, () => performance.now())
  const counts = createFrameworkCounts(state)
  const count = (metric: string) => metrics.counter(metric).increment()
  const subscribers = createSubscribers({ clock, most: flags.max_operator_event_stream_subscribers })
  const peers = createPeers({ self: pid.slice('master@'.length), clock, log })
  const core = createCore({ state, flags, peers, publish: subscribers.publish, metrics, counts, clock, log })
  const { post, streams, replies, candidate } = core

  const timeoutMs = flags.authentication_v0_timeout
  const authenticator = createAuthenticator({
    send: peers.send,
    relink: peers.relink,
    secretsOf,
    loaded: flags.credentials !== undefined,
    clock,
    random,
    hostname: hostname!,
    timeoutMs,
  })
  const files = shownFiles(flags, authorize)
  const server = await createServer({
    ip: address.bind,
    port: flags.port,
    processId: 'master',
    log,
    onMessage: createIntake({ state, post, authenticator, count, log }),
    routes: createRoutes({
      shown,
      state,
      post,
      streams,
      replies,
      metrics,
      counts,
      count,
      clock,
      log,
      subscribers,
      files,
      authorize,
    }),
    authenticate,
    authorize,
    disabledPaths: disabledPaths(flags.firewall_rules),
  })

  const stopWatching = watchWhitelist({ file: flags.whitelist, clock, post, log })

  // Closed from the last to the first: the next leader wins when we say nothing more.
  const shutdown = createShutdown({ log, clock })
  shutdown.add('election', candidate.withdraw)
  shutdown.add('registry', core.closeRegistry)
  shutdown.add('peers', peers.close)
  shutdown.add('server', server.close)
  shutdown.add('events', core.stop)
  shutdown.add('whitelist', async () => stopWatching())
  log.info('mesos-master listens', { pid, id: state.info.id })
  await candidate.stand()
}

const stateFor = (flags: MasterFlags, { ip, hostname }: Address, authorize: Authorize): MasterState => {
  const domain = flags.domain === undefined ? undefined : fromJson(DomainInfo, flags.domain)
  const port = flags.advertise_port ?? flags.port
  const info = masterInfo({ id: random.uuid(), ip, hostname, port, version: MESOS_VERSION, domain })
  const settings = { ...settingsOf(flags), ...(authorize !== permissive && { authorize }) }
  return newState(info, settings, seed(), clock.now())
}

const seed = (): Chance => {
  const bytes = randomBytes(16)
  return [bytes.readInt32LE(0), bytes.readInt32LE(4), bytes.readInt32LE(8), bytes.readInt32LE(12)]
}

/** The log, where it is a file. */
const shownFiles = ({ external_log_file, log_dir }: MasterFlags, authorize: Authorize): VirtualPaths => {
  const files = createVirtualPaths(authorize)
  const log = external_log_file ?? (log_dir && join(log_dir, 'mesos-master.log'))
  if (log !== undefined) files.attach('/master/log', log, { action: 'ACCESS_MESOS_LOG' })
  return files
}
