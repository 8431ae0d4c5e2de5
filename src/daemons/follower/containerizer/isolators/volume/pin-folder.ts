import type { Container } from '../../container.ts'
import type { IsolatorSettings } from '../isolator.ts'

/** Of one container: where what it mounts is held. Nobody but us can look into it. */
export const pinFolder = ({ runtime_dir }: IsolatorSettings, { id }: Container): string =>
  `${runtime_dir}/volumes/${flatName(id)}`

/** A container's key as one name of a file, as Mesos writes it. */
export const flatName = (id: string): string => id.replaceAll('/', '.')

/** Ids hold no dots. */
export const keyOfFlat = (name: string): string => name.replaceAll('.', '/')
