import { readFileSync, rmSync } from 'node:fs'
import { createServer as createProbe } from 'node:net'
import { userInfo } from 'node:os'
import { openDetector } from '../../coordination/open-detector.ts'
import { MESOS_VERSION } from '../../http/build-info.ts'
import { createServer } from '../../http/server.ts'
import { parseCredential } from '../../mesos/credentials.ts'
import { systemClock } from '../../runtime/clock.ts'
import { inTurns } from '../../runtime/in-turns.ts'
import { createLogger, type LogLevel } from '../../runtime/logger.ts'
import { systemRandom } from '../../runtime/random.ts'
import { createShutdown } from '../../runtime/shutdown.ts'
import { readBootId } from './containerizer/containerizer.ts'
import type { Effect } from './effects.ts'
import { socketPlaces } from './executors/domain-socket.ts'
import { openAuthenticator, openTokens } from './http/authenticator.ts'
import { serveExecutorSocket } from './http/executor-socket.ts'
import { advertisedAddress, agentInfo, type FollowerFlags, listenAddress } from './identity.ts'
import { chooseImages } from './images/open-images.ts'
import { chooseIsolation } from './isolation.ts'
import { paths } from './paths.ts'
import { sandboxesAside } from './perform/remove-sandbox.ts'
import { leftAside } from './perform/volumes.ts'
import { recover } from './recover.ts'
import { scheduleOldGarbage } from './recovery/old-garbage.ts'
import { readContainers } from './recovery/read-containers.ts'
import { disksOf } from './resources/volume-path.ts'
import { settingsOf } from './settings.ts'
import { sandboxesOf } from './state.ts'
import { type Follower, wireFollower } from './wiring.ts'

const clock = systemClock
type Exit = Extract<Effect, { kind: 'exit' }>

/** Brings a follower up: from flags to a process that registers. Throws MantlError with what is wrong. */
export const startFollower = async (
  flags: FollowerFlags,
  shownFlags: Readonly<Record<string, string>>,
): Promise<void> => {
  const log = createLogger('mesos-agent', flags.logging_level as LogLevel, {
    quiet: flags.quiet,
    ...(flags.log_dir === undefined ? {} : { logDir: flags.log_dir }),
  })
  const shutdown = createShutdown({ log, clock })
  const root = process.getuid?.() === 0
  const listening = listenAddress(flags)
  const ip = await advertisedAddress(flags, listening)
  const port = flags.port === 0 ? await freePort(listening) : flags.port
  const told = flags.advertise_port ?? port
  const ownUser = userInfo().username
  const settings = settingsOf(flags, { ip, port: told, ownUser, root, version: MESOS_VERSION })
  const info = await agentInfo(flags, ip, told)
  const credential =
    flags.credential === undefined ? {} : { credential: parseCredential(...contentOf(flags.credential)) }
  const tokens = openTokens(flags, () => clock.now())
  const exit = (effect: Exit, follower: Follower) =>
    void leave(effect, follower, flags.work_dir, () => shutdown.now(effect.reason, effect.code))
  const isolation = chooseIsolation(flags, root)
  const imageBackend = await chooseImages(flags, root, log)
  const follower = wireFollower({
    flags,
    shownFlags,
    settings,
    info,
    isolation,
    ...(imageBackend ? { imageBackend } : {}),
    ...credential,
    clock,
    random: systemRandom,
    ...(tokens ? { tokens } : {}),
    log,
    exit,
  })
  for (const [name, close] of follower.closers) shutdown.add(name, close)
  // Whoever has the port is the follower here: nothing on disk is touched, and no orphan killed, before we have it.
  const serving = {
    log,
    routes: follower.routes,
    authenticate: openAuthenticator(flags, tokens),
    disabledPaths: disabledPaths(flags),
  }
  const { onMessage } = follower
  const server = await createServer({ ip: listening, port, processId: 'slave(1)', onMessage, ...serving })
  shutdown.add('the server', () => server.close())
  const places = socketPlaces(flags)
  const socket = places && (await serveExecutorSocket(places, serving))
  if (socket) shutdown.add("the executors' socket", () => socket.close())
  const workPaths = paths(flags.work_dir)
  const found = recover({
    paths: workPaths,
    info,
    policy: flags.reconfiguration_policy,
    strict: flags.strict,
    bootId: readBootId(),
    log,
    skipped: () => follower.count('slave/recovery_errors'),
  })
  const recovered = await inTurns(found)
  const containers = await inTurns(readContainers(workPaths, recovered.agent?.rebooted ?? false))
  await inTurns(follower.containerizer.recall())
  follower.post({ kind: 'recovered', ...recovered, containers })
  await follower.settled()
  await follower.containerizer.removeOrphans()
  await isolation.volumeGids?.keepOnly(sandboxesOf(follower.state))
  const volumes = leftAside(disksOf(info.resources ?? [], flags.work_dir))
  follower.garbage.remove([...volumes, ...sandboxesAside(workPaths.root)])
  scheduleOldGarbage(workPaths, follower.state, follower.garbage, flags.gc_delay).catch(error =>
    log.warning('what earlier runs left is not looked through', { error }),
  )
  const reason = 'SIGUSR1: the leader is told that we go, all ends, and so do we'
  process.on('SIGUSR1', () => follower.post({ kind: 'unregister', reason }))
  if (flags.recover === 'cleanup') {
    return follower.post({ kind: 'unregister', reason: '--recover=cleanup: all ends, and so do we' })
  }
  const detector = await openDetector({ address: flags.master, sessionTimeoutMs: flags.zk_session_timeout })
  shutdown.add('the detector', () => detector.close())
  detector.watch(master => follower.post({ kind: 'master-detected', ...(master ? { master } : {}) }))
  log.info(`agent ${follower.state.pid} is up`, { work_dir: flags.work_dir, isolation: flags.isolation })
}

/** Ends, with all containers where the leader said so: the next start is then that of a new agent. */
const leave = async (
  { forget }: Exit,
  { state, containerizer }: Follower,
  workDir: string,
  end: () => Promise<void>,
): Promise<void> => {
  if (forget) {
    const all = [...state.frameworks.values()].flatMap(({ executors }) => [...executors.values()])
    await Promise.all(
      all.map(({ containerId, process, directory }) =>
        containerizer.destroy({ kind: 'destroy', containerId, process, directory }),
      ),
    )
    rmSync(`${paths(workDir).agentsMeta}/latest`, { force: true })
  }
  await end()
}

const contentOf = (flag: string): [string, string] => {
  const path = flag.replace(/^file:\/\//, '')
  return [readFileSync(path, 'utf8'), path]
}

/** `{"disabled_endpoints":{"paths":[…]}}` */
const disabledPaths = (flags: FollowerFlags): readonly string[] => {
  const rules = flags.firewall_rules as { disabled_endpoints?: { paths?: unknown } } | undefined
  const given = rules?.disabled_endpoints?.paths
  return Array.isArray(given) ? given.filter(path => typeof path === 'string') : []
}

const freePort = (ip: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createProbe()
    probe.on('error', reject)
    probe.listen(0, ip, () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })
