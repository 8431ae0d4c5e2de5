import type { FactKind } from '../../model/fact.ts'

export interface HttpAnswer {
  readonly status: number
  readonly location?: string
  readonly body: string
}

export interface HttpQuestion {
  readonly port: number
  readonly path: string
}

/** What a daemon of the host itself answers to GET; undefined when it does not. bash alone, for curl may be absent. */
export const httpAnswer: FactKind<HttpQuestion, HttpAnswer | undefined> = {
  name: 'host/http-answer',
  command: ({ port, path }) => ({ argv: ['timeout', '5', 'bash', '-c', script, 'bash', String(port), path] }),
  read: ({ stdout }) => {
    const [, status] = /^HTTP\/1\.[01] (\d{3})/.exec(stdout) ?? []
    if (status === undefined) return undefined
    const end = stdout.indexOf('\r\n\r\n')
    const [, location] = /^location: *(\S+)\r?$/im.exec(stdout.slice(0, end)) ?? []
    return { status: Number(status), ...(location === undefined ? {} : { location }), body: stdout.slice(end + 4) }
  },
  subject: ({ port, path }) => `what port ${port} answers to ${path}`,
}

const script = `exec 3<>"/dev/tcp/127.0.0.1/$1" || exit 1
printf 'GET %s HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' "$2" >&3
head -c 65536 <&3`
