import type { ImageReference } from './reference.ts'

/** Where an image is pulled from. PURE. */
export interface Endpoint {
  /** `https://host:port`, without a slash at its end. */
  readonly origin: string
  /** What its credentials are kept under: `host[:port]`. */
  readonly host: string
  readonly repository: string
}

const hubHost = 'registry-1.docker.io'
const hubNames = ['docker.io', 'index.docker.io', hubHost]

/** `defaultRegistry`: --docker_registry, a URL. Other registries are spoken to over TLS unless they are on this very machine. */
export const endpointOf = (reference: ImageReference, defaultRegistry: string): Endpoint => {
  const byDefault = new URL(/^https?:\/\//.test(defaultRegistry) ? defaultRegistry : `https://${defaultRegistry}`)
  const host = reference.registry ?? byDefault.host
  if (hubNames.includes(host)) {
    const { repository } = reference
    return {
      origin: `https://${hubHost}`,
      host,
      repository: repository.includes('/') ? repository : `library/${repository}`,
    }
  }
  if (host === byDefault.host) return { origin: byDefault.origin, host, repository: reference.repository }
  return { origin: `${isLoopback(host) ? 'http' : 'https'}://${host}`, host, repository: reference.repository }
}

export const isHub = (host: string): boolean => hubNames.includes(host)

/** As Docker has it: a registry here may do without TLS. */
const isLoopback = (host: string): boolean => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/.test(host)
