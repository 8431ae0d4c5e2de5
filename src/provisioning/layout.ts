import type { Surroundings } from './model/surroundings.ts'

/** Where mantl keeps things on a host. Root's stand where the system's do, an ordinary user's under the XDG folders. */
export interface Layout {
  /** Blobs by their SHA-256. */
  readonly store: string
  readonly releases: string
  /** The link that names the release in use. */
  readonly current: string
  readonly config: string
  /** Journal, what was made, what units were started with. */
  readonly state: string
  /** A folder that stands while a run changes the host; where others can be sure to look, and nothing else of ours needs to be. */
  readonly lock: string
  readonly logs: string
  readonly work: string
  readonly runtime: string
  readonly units: string
}

export const layoutOf = (surroundings: Surroundings): Layout =>
  surroundings.uid === 0 ? systemLayout : userLayout(surroundings)

const systemLayout: Layout = {
  store: '/opt/mantl/store',
  releases: '/opt/mantl/releases',
  current: '/opt/mantl/current',
  config: '/etc/mantl',
  state: '/var/lib/mantl',
  lock: '/run/mantl.lock',
  logs: '/var/log/mesos',
  work: '/var/run/mesos',
  runtime: '/run/mantl',
  units: '/etc/systemd/system',
}

const userLayout = ({ home, xdg }: Surroundings): Layout => {
  const data = `${xdg.data ?? `${home}/.local/share`}/mantl`
  const config = xdg.config ?? `${home}/.config`
  const state = `${xdg.state ?? `${home}/.local/state`}/mantl`
  return {
    store: `${data}/store`,
    releases: `${data}/releases`,
    current: `${data}/current`,
    config: `${config}/mantl`,
    state,
    lock: `${home}/.mantl.lock`,
    logs: `${state}/log`,
    work: `${state}/work`,
    runtime: `${state}/run`,
    units: `${config}/systemd/user`,
  }
}
