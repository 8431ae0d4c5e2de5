import { type ClientRequest, request } from 'node:http'
import { createRecordDecoder, encodeRecord } from '../../../src/mesos/recordio.ts'

export interface Said {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: any
  readonly text: string
}

/** A stream of records that an agent answers with. */
export interface Stream extends Said {
  readonly records: any[]
  readonly ended: Promise<void>
  /** What came on the stream so far. */
  output(name: 'STDOUT' | 'STDERR'): string
  close(): void
}

type Headers = Readonly<Record<string, string>>
const JSON_TYPE = 'application/json'

/** Calls of the operator API as any client makes them. */
export const operatorClient = (port: () => number) => {
  const open = (headers: Headers): ClientRequest =>
    request({
      ...{ host: '127.0.0.1', port: port(), method: 'POST', path: '/api/v1', agent: false },
      headers: { 'content-type': JSON_TYPE, accept: JSON_TYPE, ...headers },
    })

  const call = (body: object, headers: Headers = {}): Promise<Said> =>
    new Promise((resolve, reject) => {
      const asked = open(headers)
      asked.on('error', reject)
      asked.on('response', response => {
        let text = ''
        response.setEncoding('utf8').on('data', piece => {
          text += piece
        })
        response.on('end', () => {
          const json = response.headers['content-type'] === JSON_TYPE
          const body = json ? JSON.parse(text) : text
          resolve({ status: response.statusCode!, headers: response.headers, text, body })
        })
      })
      asked.end(JSON.stringify(body))
    })

  const stream = (body: object, headers: Headers = {}): Promise<Stream> =>
    new Promise((resolve, reject) => {
      const asked = open(headers)
      asked.on('error', reject)
      asked.on('response', response => {
        const records: any[] = []
        const decoder = createRecordDecoder()
        response.on('error', () => {})
        const ended = new Promise<void>(done => response.on('close', done))
        response.on('data', chunk => {
          if (response.statusCode === 200) for (const one of decoder.push(chunk)) records.push(JSON.parse(String(one)))
        })
        const output = (name: string) =>
          Buffer.concat(
            records.filter(({ data }) => data?.type === name).map(({ data }) => Buffer.from(data.data, 'base64')),
          ).toString()
        const { statusCode: status, headers: said } = response
        resolve({
          ...{ status: status!, headers: said, body: undefined, text: '', records, ended, output },
          close: () => asked.destroy(),
        })
      })
      asked.end(JSON.stringify(body))
    })

  /** ATTACH_CONTAINER_INPUT: what is sent, and what is answered in the end. */
  const input = (container_id: object) => {
    const asked = open({ 'content-type': 'application/recordio', 'message-content-type': JSON_TYPE })
    const send = (attach_container_input: object) =>
      asked.write(encodeRecord(JSON.stringify({ type: 'ATTACH_CONTAINER_INPUT', attach_container_input })))
    const answered = new Promise<Said>((resolve, reject) => {
      asked.on('error', reject)
      asked.on('response', response => {
        let text = ''
        response.setEncoding('utf8').on('data', piece => {
          text += piece
        })
        response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body: text, text }))
      })
    })
    answered.catch(() => {})
    send({ type: 'CONTAINER_ID', container_id })
    const io = (process_io: object) => send({ type: 'PROCESS_IO', process_io })
    return {
      answered,
      type: (text: string) => io({ type: 'DATA', data: { type: 'STDIN', data: Buffer.from(text).toString('base64') } }),
      resize: (rows: number, columns: number) =>
        io({ type: 'CONTROL', control: { type: 'TTY_INFO', tty_info: { window_size: { rows, columns } } } }),
      io,
      raw: (bytes: string | Buffer) => asked.write(bytes),
      end: () => asked.end(),
      close: () => asked.destroy(),
    }
  }
  return { call, stream, input }
}
