import { realpath } from 'node:fs/promises'
import { join, posix, sep } from 'node:path'
import type { Authorize, Principal } from '../types.ts'

export interface VirtualPaths {
  /** Shows a file or folder under a virtual path. `guard` says what a caller must be allowed to. */
  attach(virtual: string, real: string, guard?: Guard): void
  detach(virtual: string): void
  /** The real path behind a virtual one, or why there is none. */
  resolve(virtual: string, principal: Principal | undefined): Promise<Resolved>
  readonly all: ReadonlyMap<string, string>
}

/** An action of authorization with its object: ACCESS_SANDBOX of a task, ACCESS_MESOS_LOG. */
export interface Guard {
  readonly action: string
  readonly object?: Parameters<Authorize>[2]
}

export type Resolved =
  | { readonly kind: 'found'; readonly real: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'forbidden' }

/** Paths that follow a rule instead of standing in the table, which is asked first. */
export interface ComputedPaths {
  /** What the clean virtual path leads to: `rest` lies within `real`. */
  find(virtual: string): { readonly real: string; readonly rest: string; readonly guard?: Guard } | undefined
  /** Those worth telling, for /files/debug. */
  list(): Iterable<readonly [virtual: string, real: string]>
}

interface Attached {
  readonly real: string
  readonly guard?: Guard
}

/** The table behind /files/*: nothing outside an attached path can be reached, be it by `..` or by a symlink. */
export const createVirtualPaths = (authorize: Authorize, computed?: ComputedPaths): VirtualPaths => {
  const attached = new Map<string, Attached>()
  return {
    attach: (virtual, real, guard) => void attached.set(clean(virtual), { real, guard }),
    detach: virtual => void attached.delete(clean(virtual)),
    resolve: async (virtual, principal) => {
      const path = clean(virtual)
      const hit = longestPrefix(attached, path) ?? computed?.find(path)
      if (!hit || virtual.includes('\0')) return { kind: 'missing' }
      const { guard } = hit
      if (guard && !authorize(guard.action, principal, guard.object)) return { kind: 'forbidden' }
      return within(hit.real, hit.rest)
    },
    get all() {
      return new Map([
        ...(computed?.list() ?? []),
        ...[...attached].map(([virtual, { real }]) => [virtual, real] as const),
      ])
    },
  }
}

/** Absolute, without `..`, doubled slashes or one at the end. */
const clean = (path: string) => posix.normalize(`/${path}`).replace(/(?<=.)\/$/, '')

const longestPrefix = (attached: ReadonlyMap<string, Attached>, virtual: string) => {
  for (let end = virtual.length; end > 0; end = virtual.lastIndexOf('/', end - 1)) {
    const known = attached.get(virtual.slice(0, end))
    if (known) return { ...known, rest: virtual.slice(end) }
  }
  return undefined
}

const within = async (root: string, rest: string): Promise<Resolved> => {
  try {
    const [base, real] = await Promise.all([realpath(root), realpath(join(root, rest))])
    return real === base || real.startsWith(base + sep) ? { kind: 'found', real } : { kind: 'missing' }
  } catch {
    return { kind: 'missing' } // no such file, or one that we may not see
  }
}
