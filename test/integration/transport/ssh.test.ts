import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bytesSource } from '../../../src/transport/byte-source.ts'
import type { Connection, OpenOptions, Target } from '../../../src/transport/connection.ts'
import { openConnection } from '../../../src/transport/open-connection.ts'
import { freePort } from '../../support/ports.ts'
import { makeKey, type Sshd, startSshd } from '../../support/sshd.ts'
import { makeUser } from '../../support/temporary-user.ts'

let sshd: Sshd
let folder: string
beforeAll(async () => {
  sshd = await startSshd()
  folder = mkdtempSync(join(tmpdir(), 'mantl-ssh-'))
})
afterAll(async () => {
  await sshd.stop()
  rmSync(folder, { recursive: true })
})

const target = (more: Partial<Target> = {}): Target => ({
  host: 'h1',
  kind: 'ssh',
  address: '127.0.0.1',
  port: sshd.port,
  user: 'root',
  ...more,
})
const options = (more: OpenOptions = {}): OpenOptions => ({ home: sshd.home, agentSocket: '', attempts: 1, ...more })
const connected = async <T>(use: (host: Connection) => Promise<T>, to = target(), how = options()): Promise<T> => {
  const host = await openConnection(to, how)
  try {
    return await use(host)
  } finally {
    await host.close()
  }
}
const knownHosts = (name: string, text: string): string => {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}

/** How long nobody else on this machine sleeps. */
const seconds = `98${process.pid}`
const nobodySleeps = (host: Connection) =>
  expect.poll(async () => (await host.run({ script: `ps -eo args | grep '[s]leep ${seconds}'` })).stdout).toBe('')

describe('commands', () => {
  it('10,000 in one go, each with its own output', () =>
    connected(async host => {
      const commands = Array.from({ length: 10_000 }, (_, index) => ({ script: `echo ${index}; exit ${index % 7}` }))
      const results = await host.runAll(commands)
      expect(results.every(({ stdout, exitCode }, index) => stdout === `${index}\n` && exitCode === index % 7)).toBe(
        true,
      )
    }))

  it('a timeout kills the group and leaves the host usable', () =>
    connected(async host => {
      const [late, next] = await host.runAll([
        { script: `echo a; sleep ${seconds}`, timeoutMs: 4000 },
        { argv: ['echo', 'b'] },
      ])
      expect(late).toEqual({ exitCode: 124, stdout: 'a\n', stderr: '', timedOut: true })
      expect(next?.stdout).toBe('b\n')
      await nobodySleeps(host)
    }))

  it('forwards to a port of the host', () =>
    connected(async host => {
      const stream = await host.forward('127.0.0.1', sshd.port)
      const banner = await new Promise<string>(resolve => stream.once('data', data => resolve(String(data))))
      expect(banner).toMatch(/^SSH-2\.0-/)
      stream.destroy()
      await expect(host.forward('127.0.0.1', await freePort())).rejects.toMatchObject({ code: 'forward.failed' })
    }))
})

describe('files', () => {
  it('20 MB arrive whole, private first, under their name last', () =>
    connected(async host => {
      const bytes = Buffer.alloc(20_000_000, createHash('sha512').update('mantl').digest())
      const file = join(folder, 'large')
      let sent = 0
      const receipt = await host.upload(bytesSource(bytes), file, { mode: 0o750, onProgress: now => (sent = now) })
      expect(receipt.sha256).toBe(execFileSync('sha256sum', [file]).toString().slice(0, 64))
      expect(sent).toBe(bytes.length)
      expect(statSync(file).mode & 0o7777).toBe(0o750)
    }))

  it('a connection cut in the middle leaves the old file alone and no rest', async () => {
    const file = join(folder, 'in-place', 'f')
    execFileSync('sh', ['-c', `mkdir -p ${join(folder, 'in-place')} && echo old >${file}`])
    const host = await openConnection(target(), options())
    const session = await sessionOf(host)
    const source = bytesSource(Buffer.alloc(50_000_000))
    const failing = host.upload(source, file, {
      mode: 0o644,
      onProgress: sent => sent > 5_000_000 && kill(session),
    })
    await expect(failing).rejects.toMatchObject({ code: 'ssh.connection_lost', retryable: true })
    expect(readFileSync(file, 'utf8')).toBe('old\n')
    await until(() => readdirSync(join(folder, 'in-place')).length === 1)
  })

  it('200 small ones in one go', () =>
    connected(async host => {
      const name = (index: number): string => join(folder, `small-${index}`)
      await Promise.all(
        Array.from({ length: 200 }, (_, index) =>
          host.upload(bytesSource(`-n %s ${index}`), name(index), { mode: 0o640 }),
        ),
      )
      expect(readFileSync(name(199), 'utf8')).toBe('-n %s 199')
      expect(statSync(name(0)).mode & 0o777).toBe(0o640)
    }))
})

describe('connections that end', () => {
  it('killed in the middle of a command: lost at once, and so is what waits and what comes', async () => {
    const host = await openConnection(target(), options())
    const session = await sessionOf(host)
    const results = Promise.allSettled([host.run({ argv: ['sleep', '60'] }), host.run({ argv: ['true'] })])
    setTimeout(() => kill(session), 100)
    for (const result of await results)
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'ssh.connection_lost', retryable: true } })
    await expect(host.run({ argv: ['true'] })).rejects.toMatchObject({ code: 'ssh.connection_lost' })
    await host.close()
  })

  it('a host that falls silent is given up', async () => {
    const host = await openConnection(target(), options({ silenceMs: 6000 }))
    const session = await sessionOf(host)
    process.kill(session, 'SIGSTOP')
    try {
      await expect(host.run({ argv: ['true'] })).rejects.toMatchObject({ code: 'ssh.connection_lost' })
    } finally {
      process.kill(session, 'SIGCONT')
    }
  })

  it('refused port', async () => {
    const refused = openConnection(target({ port: await freePort() }), options({ attempts: 2 }))
    await expect(refused).rejects.toMatchObject({ code: 'ssh.refused', retryable: true, hint: expect.any(String) })
  })

  it('a port that accepts and says nothing', async () => {
    const silent = createServer().listen(0, '127.0.0.1')
    await new Promise(resolve => silent.once('listening', resolve))
    const { port } = silent.address() as { port: number }
    const open = openConnection(target({ port }), options({ connectTimeoutMs: 300 }))
    await expect(open).rejects.toMatchObject({ code: 'ssh.timed_out', retryable: true })
    silent.close()
  })

  it('a host that comes up between two attempts', async () => {
    const port = await freePort()
    const late = new Promise<Sshd>(resolve => setTimeout(() => resolve(startSshd({ port, like: sshd })), 100))
    const how = options({
      attempts: 100,
      knownHostsFile: knownHosts('late', `[127.0.0.1]:${port} ${sshd.hostKeys.ed25519}\n`),
    })
    expect(await connected(host => host.run({ argv: ['echo', 'up'] }), target({ port }), how)).toMatchObject({
      stdout: 'up\n',
    })
    await (await late).stop()
  })

  it('a name without an address', async () =>
    expect(openConnection(target({ address: 'no-such-host.invalid' }), options())).rejects.toMatchObject({
      code: 'ssh.unresolved',
    }))
})

describe('host keys', () => {
  it('unknown: refused with the fingerprint that ssh-keygen shows', async () => {
    const known = knownHosts('empty', '')
    const shown = execFileSync('ssh-keygen', ['-lf', join(sshd.folder, 'host_ed25519.pub')])
      .toString()
      .split(' ')[1]
    await expect(openConnection(target(), options({ knownHostsFile: known }))).rejects.toMatchObject({
      code: 'ssh.host_key_unknown',
      message: expect.stringContaining(shown!),
      hint: expect.stringContaining('--accept-new-host-keys'),
    })
    expect(readFileSync(known, 'utf8')).toBe('')
  })

  it('learnt once, then known; openssh reads what was written', async () => {
    const known = join(folder, 'fresh', 'known_hosts')
    const how = { knownHostsFile: known }
    const learning = options({ ...how, acceptNewHostKeys: true })
    expect(await connected(host => host.run({ argv: ['true'] }), target(), learning)).toMatchObject({ exitCode: 0 })
    expect(statSync(known).mode & 0o777).toBe(0o600)
    expect(await connected(host => host.run({ argv: ['true'] }), target(), options(how))).toMatchObject({ exitCode: 0 })
    expect(readFileSync(known, 'utf8').trim().split('\n')).toHaveLength(1)
    expect(execFileSync('ssh-keygen', ['-F', `[127.0.0.1]:${sshd.port}`, '-f', known]).toString()).toContain('found')
  })

  it('changed: refused with file and line, even when new ones are accepted', async () => {
    const other = readFileSync(`${makeKey('ed25519', join(folder, 'other'))}.pub`, 'utf8')
    const known = knownHosts('changed', `# first line\n[127.0.0.1]:${sshd.port} ${other}`)
    const open = openConnection(target(), options({ knownHostsFile: known, acceptNewHostKeys: true }))
    await expect(open).rejects.toMatchObject({
      code: 'ssh.host_key_changed',
      retryable: false,
      message: expect.stringContaining(`${known}:2`),
    })
  })

  it('hashed by ssh-keygen -H', () => {
    const known = knownHosts('hashed', `[127.0.0.1]:${sshd.port} ${sshd.hostKeys.ed25519}\n`)
    execFileSync('ssh-keygen', ['-H', '-f', known], { stdio: 'ignore' })
    expect(readFileSync(known, 'utf8')).toMatch(/^\|1\|/)
    return connected(host => host.run({ argv: ['true'] }), target(), options({ knownHostsFile: known }))
  })

  it('asks for the type that is known', () => {
    const known = knownHosts('ecdsa', `[127.0.0.1]:${sshd.port} ${sshd.hostKeys.ecdsa}\n`)
    return connected(host => host.run({ argv: ['true'] }), target(), options({ knownHostsFile: known }))
  })

  it('revoked', async () => {
    const line = `[127.0.0.1]:${sshd.port} ${sshd.hostKeys.ed25519}\n`
    const known = knownHosts('revoked', `${line}@revoked ${line}`)
    await expect(openConnection(target(), options({ knownHostsFile: known }))).rejects.toMatchObject({
      code: 'ssh.host_key_revoked',
    })
  })
})

describe('logins', () => {
  const config = (text: string): string => {
    const file = join(folder, `config-${Math.random()}`)
    writeFileSync(file, text)
    return file
  }

  it('a key that the host does not know', async () => {
    const privateKeyFile = makeKey('ed25519', join(folder, 'stranger'))
    const configFile = config('Host *\n  IdentityFile /no/such/key\n')
    await expect(openConnection(target({ privateKeyFile }), options({ configFile }))).rejects.toMatchObject({
      code: 'ssh.key_rejected',
      message: expect.stringContaining(privateKeyFile),
      retryable: false,
    })
  })

  it('a key with a passphrase and no agent', async () => {
    const privateKeyFile = makeKey('ed25519', join(folder, 'locked'), 'secret')
    await expect(openConnection(target({ privateKeyFile }), options())).rejects.toMatchObject({
      code: 'ssh.key_encrypted',
      hint: expect.stringContaining('ssh-add'),
    })
  })

  it('a key in the agent; a dead agent is no obstacle', async () => {
    const socket = join(folder, 'agent')
    const pid = /SSH_AGENT_PID=(\d+)/.exec(execFileSync('ssh-agent', ['-a', socket]).toString())?.[1]
    const env = { ...process.env, SSH_AUTH_SOCK: socket }
    execFileSync('ssh-add', [sshd.clientKey], { env, stdio: 'ignore' })
    const configFile = config('Host *\n  IdentityFile /no/such/key\n')
    try {
      await connected(host => host.run({ argv: ['true'] }), target(), options({ configFile, agentSocket: socket }))
    } finally {
      process.kill(Number(pid))
    }
    await connected(host => host.run({ argv: ['true'] }), target(), options({ agentSocket: '/no/such/socket' }))
  })

  it('all from ~/.ssh/config, through a jump host', async () => {
    const inner = await startSshd({ like: sshd, config: ['AllowTcpForwarding no'] })
    const known = knownHosts('way', `[127.0.0.1]:${sshd.port},[127.0.0.1]:${inner.port} ${sshd.hostKeys.ed25519}\n`)
    const configFile = config(`
Host inner
  HostName 127.0.0.1
  Port ${inner.port}
  ProxyJump gate
Host gate
  HostName 127.0.0.1
  Port ${sshd.port}
Host *
  User root
  IdentityFile ${sshd.clientKey}
  UserKnownHostsFile ${known}
  StrictHostKeyChecking no
`)
    const how = options({ configFile })
    const inside = { host: 'inner', kind: 'ssh' } as const
    const { stdout } = await connected(host => host.run({ script: 'echo $SSH_CONNECTION' }), inside, how)
    expect(stdout.trim().split(' ').at(-1)).toBe(String(inner.port))
    writeFileSync(known, '')
    await expect(openConnection(inside, how)).rejects.toMatchObject({ code: 'ssh.host_key_unknown' })
    await inner.stop()
    writeFileSync(known, `[127.0.0.1]:${sshd.port} ${sshd.hostKeys.ed25519}\n`)
    await expect(openConnection(inside, how)).rejects.toMatchObject({
      code: 'ssh.refused',
      message: expect.stringContaining('through gate'),
    })
  })
})

describe('sudo', () => {
  const users = {
    free: () => makeUser('mantl-t-free', { sudoers: 'ALL=(ALL) NOPASSWD: ALL' }),
    asked: () => makeUser('mantl-t-asked', { sudoers: 'ALL=(ALL) ALL', password: 'right one' }),
    none: () => makeUser('mantl-t-none', { password: 'right one' }),
  }
  const made: ReturnType<typeof makeUser>[] = []
  const as = (user: keyof typeof users, become: Target['become']): Target => {
    const { name } = made.find(({ name }) => name.endsWith(user)) ?? made[made.push(users[user]()) - 1]!
    return target({ user: name, become })
  }
  afterAll(() => {
    for (const user of made) user.remove()
  })

  it.each<[keyof typeof users, Target['become']]>([
    ['free', {}],
    ['free', { password: 'not needed' }],
    ['asked', { password: 'right one' }],
  ])('%s with %j', (user, become) =>
    connected(
      async host => {
        const file = join(folder, `by-${user}`)
        const large = join(folder, `large-by-${user}`)
        expect((await host.run({ argv: ['id', '-un'] })).stdout).toBe('root\n')
        expect((await host.run({ argv: ['id', '-un'] }, { become: false })).stdout).toBe(`mantl-t-${user}\n`)
        await host.upload(bytesSource('x'), file, { mode: 0o600, owner: 'daemon:daemon' })
        await host.upload(bytesSource('x'.repeat(300_000)), large, { mode: 0o644 })
        expect(execFileSync('stat', ['-c', '%U:%G %a', file, large]).toString()).toBe(
          'daemon:daemon 600\nroot:root 644\n',
        )
        const late = await host.run({ argv: ['sleep', seconds], timeoutMs: 200 })
        expect(late.timedOut).toBe(true)
        await nobodySleeps(host)
      },
      as(user, become),
    ),
  )

  it('as another user than root', () =>
    connected(
      async host => expect((await host.run({ argv: ['id', '-un'] })).stdout).toBe('daemon\n'),
      as('free', { user: 'daemon' }),
    ))

  it.each<[keyof typeof users, Target['become'], string]>([
    ['asked', {}, 'sudo.password_needed'],
    ['asked', { password: 'wrong' }, 'sudo.refused'],
    ['none', { password: 'right one' }, 'sudo.refused'],
  ])('%s with %j is %s', (user, become, code) =>
    connected(
      async host => {
        await expect(host.run({ argv: ['id'] })).rejects.toMatchObject({ code, hint: expect.any(String) })
        expect(await host.run({ argv: ['true'] }, { become: false })).toMatchObject({ exitCode: 0 })
      },
      as(user, become),
    ),
  )
})

/** The process of sshd that serves this connection. */
const sessionOf = async (host: Connection): Promise<number> =>
  Number((await host.run({ script: "ps -o ppid= -p $(cut -d' ' -f5 /proc/$$/stat)" })).stdout)

const kill = (pid: number): void => {
  if (existsSync(`/proc/${pid}`)) process.kill(pid, 'SIGKILL')
}

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise(resolve => setTimeout(resolve, 20))
}
