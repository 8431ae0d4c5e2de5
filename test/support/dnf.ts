import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What tests with a real dnf need of Debian. */
export const debianPackages = ['createrepo-c', 'dnf', 'rpm'] as const

export interface DnfHost {
  /** The environment of a host that has dnf and rpm and nothing of Debian's. */
  readonly env: Readonly<Record<string, string>>
  installed(): readonly string[]
  remove(): void
}

const tools = ['sh', 'sort', 'grep', 'sed', 'mkdir', 'cat', 'rm']

/** A folder that is a host of rpm's family, with a repository in which mantl-upper needs mantl-lower. */
export const createDnfHost = (): DnfHost => {
  const folder = mkdtempSync(join(tmpdir(), 'mantl-dnf-'))
  const at = (name: string) => join(folder, name)
  for (const name of ['root', 'rpms', 'bin']) mkdirSync(at(name))
  build(folder, 'mantl-lower', '')
  build(folder, 'mantl-upper', 'Requires: mantl-lower')
  execFileSync('createrepo_c', ['-q', at('rpms')])
  for (const tool of tools) symlinkSync(execFileSync('which', [tool], { encoding: 'utf8' }).trim(), at(`bin/${tool}`))
  const own = `--installroot=${at('root')} --disablerepo=* --repofrompath=mantl,file://${at('rpms')} --nogpgcheck --releasever=1 --setopt=module_platform_id=platform:el9 --setopt=cachedir=${at('cache')}`
  // Debian's rpm keeps its database in the home folder, elsewhere it lies here.
  writeFileSync(at('.rpmmacros'), '%_dbpath /var/lib/rpm\n')
  const home = `HOME=${folder}`
  script(at('bin/dnf'), `${home} exec /usr/bin/dnf ${own} "$@"`)
  script(at('bin/rpm'), `${home} exec /usr/bin/rpm --root ${at('root')} "$@"`)
  return {
    env: { PATH: at('bin'), HOME: folder, MANTL_STATE: at('state') },
    installed: () =>
      execFileSync(at('bin/rpm'), ['-qa', '--qf', '%{NAME}\n'], { encoding: 'utf8' })
        .split('\n')
        .filter(name => name !== '')
        .sort(),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

const script = (path: string, text: string) => {
  writeFileSync(path, `#!/bin/sh\n${text}\n`)
  chmodSync(path, 0o755)
}

const build = (folder: string, name: string, more: string) => {
  const text = `Name: ${name}\nVersion: 1\nRelease: 1\nSummary: s\nLicense: none\nBuildArch: noarch\n${more}\n%description\nd\n%files\n`
  const spec = join(folder, `${name}.spec`)
  writeFileSync(spec, text)
  const define = (key: string, value: string) => ['--define', `${key} ${join(folder, value)}`]
  execFileSync('rpmbuild', ['-bb', ...define('_topdir', 'top'), ...define('_rpmdir', 'rpms'), spec], {
    stdio: 'ignore',
  })
}
