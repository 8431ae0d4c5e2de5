import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { permissive } from '../../http/authorization.ts'
import { createVirtualPaths, type VirtualPaths } from '../../http/files/virtual-paths.ts'
import { createServer } from '../../http/server.ts'
import { createAuthenticator } from '../../mesos/libprocess/authenticator.ts'
import { createPeers } from '../../mesos/libprocess/peers.ts'
import { systemClock as clock } from '../../runtime/clock.ts'
import type { Logger } from '../../runtime/logger.ts'
import { createMailbox, type Mailbox } from '../../runtime/mailbox.ts'
import { createMetrics } from '../../runtime/metrics.ts'
import { systemRandom } from '../../runtime/random.ts'
import { createShutdown } from '../../runtime/shutdown.ts'
import { createAccess } from './access.ts'
import { findAddress } from './address.ts'
import type { Event } from './events.ts'
import { createSubscribers } from './http/operator/subscribers.ts'
import { createRoutes } from './http/routes.ts'
import { createIntake } from './intake.ts'
import { masterInfo } from './master-info.ts'
import { newState } from './new-state.ts'
import { createCandidate } from './perform/candidate.ts'
import { createLinks } from './perform/links.ts'
import { createPerformer } from './perform/performer.ts'
import { createRegistrar } from './perform/registrar.ts'
import { createReplies } from './perform/replies.ts'
import { createStreams } from './perform/streams.ts'
import { createTimers } from './perform/timers.ts'
import { disabledPaths, type MasterFlags, settingsOf } from './settings.ts'
import type { Chance } from './state.ts'
import { step } from './transitions/index.ts'
import { MESOS_VERSION } from './version.ts'

export interface LeadOptions {
  readonly flags: MasterFlags
  /** For /flags. */
  readonly shown: Readonly<Record<string, string>>
  readonly log: Logger
}

/** Wires one master: listens, stands for election, and serves when it wins. Resolves once its candidacy stands. */
export const lead = async ({ flags, shown, log }: LeadOptions): Promise<void> => {
  const metrics = createMetrics(clock)
  const access = createAccess(flags, log)
  const address = await findAddress(flags)
  const port = flags.advertise_port ?? flags.port
  const info = masterInfo({
    ...address,
    id: systemRandom.uuid(),
    port,
    version: MESOS_VERSION,
    domain: flags.domain as Parameters<typeof masterInfo>[0]['domain'],
  })
  const state = newState(info, settingsOf(flags), seed(), clock.now())

  let mailbox: Mailbox<Event> | undefined
  const post = (event: Event) => mailbox?.post(event)
  const peers = createPeers({ self: `${address.ip}:${port}`, clock, log })
  const candidate = createCandidate({
    info,
    zk: flags.zk,
    sessionTimeoutMs: flags.zk_session_timeout,
    inMemory: flags.registry === 'in_memory',
    workDir: flags.work_dir ?? '.',
    post,
    log,
  })
  const registrar = createRegistrar({
    open: candidate.openStore,
    post,
    timers: {
      fetch: metrics.timer('registrar/state_fetch_ms'),
      store: metrics.timer('registrar/state_store_ms', { history: true }),
    },
    fetchTimeout: flags.registry_fetch_timeout,
    storeTimeout: flags.registry_store_timeout,
  })
  const authenticator = createAuthenticator({
    send: peers.send,
    secretsOf: access.secretsOf,
    clock,
    random: systemRandom,
    hostname: address.hostname,
    timeoutMs: flags.authentication_v0_timeout,
  })
  const streams = createStreams()
  const replies = createReplies()
  const timers = createTimers(clock, post)
  const count = (metric: string) => metrics.counter(metric).increment()
  const subscribers = createSubscribers({ clock, most: flags.max_operator_event_stream_subscribers })
  const files = shownFiles(flags)
  const routes = createRoutes({
    shown,
    state,
    post,
    streams,
    replies,
    metrics,
    count,
    clock,
    log,
    subscribers,
    files,
  })

  mailbox = createMailbox({
    state,
    transition: step,
    perform: createPerformer({
      peers,
      links: createLinks(peers, post),
      streams,
      publish: subscribers.publish,
      registrar,
      timers,
      replies,
      metrics,
      log,
      post,
      later: setImmediate,
      exit,
    }),
    clock,
    log,
  })
  const server = await createServer({
    ip: address.bind,
    port: flags.port,
    processId: 'master',
    log,
    onMessage: createIntake({ state, post, authenticator, count, log }),
    routes,
    authenticate: access.authenticate,
    disabledPaths: disabledPaths(flags.firewall_rules),
  })

  const shutdown = createShutdown({ log, clock })
  shutdown.add('election', candidate.withdraw)
  shutdown.add('peers', peers.close)
  shutdown.add('server', server.close)
  shutdown.add('registry', registrar.close)
  shutdown.add('timers', timers.cancelAll)
  log.info('mesos-master listens', { pid: info.pid, id: info.id })
  await candidate.stand()

  /** Without closing in order: who must not lead any more says nothing more. */
  function exit(code: number, reason: string): void {
    log.fatal(`exiting with ${code}: ${reason}`)
    process.exit(code)
  }
}

const seed = (): Chance => {
  const bytes = randomBytes(16)
  return [bytes.readInt32LE(0), bytes.readInt32LE(4), bytes.readInt32LE(8), bytes.readInt32LE(12)]
}

/** The log, where it is a file. */
const shownFiles = ({ external_log_file, log_dir }: MasterFlags): VirtualPaths => {
  const files = createVirtualPaths(permissive)
  const log = external_log_file ?? (log_dir && join(log_dir, 'mesos-master.log'))
  if (log !== undefined) files.attach('/master/log', log, { action: 'ACCESS_MESOS_LOG' })
  return files
}
