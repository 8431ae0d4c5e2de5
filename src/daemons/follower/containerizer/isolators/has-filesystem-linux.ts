import type { IsolatorSettings } from './isolator.ts'

/** Containers have a file system, or at least mounts, of their own. */
export const hasFilesystemLinux = ({ isolation }: IsolatorSettings): boolean =>
  (isolation ?? '').split(',').some(name => name.trim() === 'filesystem/linux')

/** Why an isolator that mounts can't be used. */
export const needsFilesystemLinux = (settings: IsolatorSettings): string | undefined =>
  hasFilesystemLinux(settings) ? undefined : 'it needs filesystem/linux'
