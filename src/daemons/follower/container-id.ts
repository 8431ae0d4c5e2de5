import type { ContainerID } from '../../mesos/messages/ids.ts'

/**
 * A container's name within this agent: the values of its ContainerID from the outermost down, with slashes between. No value holds one
 * (validation.ts). PURE.
 */
export const keyOf = ({ value, parent }: ContainerID): string =>
  parent === undefined ? value : `${keyOf(parent)}/${value}`

export const containerIdOf = (key: string): ContainerID => {
  const cut = key.lastIndexOf('/')
  return cut < 0 ? { value: key } : { value: key.slice(cut + 1), parent: containerIdOf(key.slice(0, cut)) }
}

export const parentOf = (key: string): string | undefined => {
  const cut = key.lastIndexOf('/')
  return cut < 0 ? undefined : key.slice(0, cut)
}

/** The executor's container, or the standalone one, that all is in. */
export const rootOf = (key: string): string => key.split('/', 1)[0]!
