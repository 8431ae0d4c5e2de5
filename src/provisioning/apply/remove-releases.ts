import type { RemoveReleases } from '../model/change.ts'
import type { ShellChange } from './shell-change.ts'

export const removeReleases: ShellChange<RemoveReleases> = ({ folder, releases, store, parts }) => ({
  script: 'rm -rf -- "$@"',
  args: [...releases.map(name => `${folder}/${name}`), ...parts.map(name => `${store}/${name}`)],
})
