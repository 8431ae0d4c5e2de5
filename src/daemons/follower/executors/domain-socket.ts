/** The flags that say where executors find the agent's socket. */
export interface SocketFlags {
  readonly http_executor_domain_sockets: boolean
  readonly domain_socket_location?: string | undefined
  readonly runtime_dir: string
}

export interface SocketPlaces {
  /** What executors are told: a link to `file`. */
  readonly location: string
  /** Holds the socket and nothing else, so that a container can have it mounted: a follower that comes back makes a new socket there. */
  readonly folder: string
  readonly file: string
}

const name = 'agent.sock'

/** `undefined`: executors speak TCP only. */
export const socketPlaces = (flags: SocketFlags): SocketPlaces | undefined => {
  if (!flags.http_executor_domain_sockets) return undefined
  const folder = `${flags.runtime_dir}/executors`
  return {
    location: flags.domain_socket_location ?? `${flags.runtime_dir}/${name}`,
    folder,
    file: `${folder}/${name}`,
  }
}

/** Where containers with a file system of their own have `folder`: beside their sandbox. */
export const mountedSocket = (sandboxDirectory: string): { readonly folder: string; readonly file: string } => {
  const folder = `${sandboxDirectory.replace(/\/+$/, '').replace(/\/[^/]*$/, '')}/agent`
  return { folder, file: `${folder}/${name}` }
}

/** Bytes that the kernel has for a socket's path and the NUL behind it. */
const longest = 108

export const socketFlagProblems = (flags: SocketFlags): readonly string[] => {
  const places = socketPlaces(flags)
  if (places === undefined) return []
  const { location, file } = places
  if (location.startsWith('systemd:')) return ['--domain_socket_location: sockets that systemd opens are not taken']
  if (!location.startsWith('/')) return [`--domain_socket_location: '${location}' is not an absolute path`]
  if (location === file)
    return [`--domain_socket_location: ${file} is where the socket itself lies; name another place`]
  return [location, file]
    .filter(path => new TextEncoder().encode(path).length >= longest)
    .map(path => `--domain_socket_location: ${path} must have less than ${longest} characters`)
}
