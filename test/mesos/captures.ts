import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = join(import.meta.dirname, '../../../shared/captures')

/** Whether the recorded exchanges of a real Mesos lie beside the checkout; tests that need them say so where they don't. */
export const capturesPresent = existsSync(folder)

const lines = <T>(file: string): T[] =>
  readFileSync(join(folder, file), 'utf8')
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as T)

export interface CapturedMessage {
  readonly scenario: string
  readonly message: string
  readonly line: string
  readonly headers: readonly string[]
  readonly body?: string
}

export interface CapturedExchange {
  readonly name: string
  readonly request: { readonly line: string; readonly headers: readonly string[]; readonly body?: CapturedBody }
  readonly response: { readonly line: string; readonly headers: readonly string[]; readonly body?: CapturedBody }
}

interface CapturedBody {
  readonly text?: string
  readonly base64?: string
}

export const capturedMessages = () => lines<CapturedMessage>('libprocess.jsonl')
export const capturedExchanges = () => lines<CapturedExchange>('http.jsonl')
export const capturedStreams = () => lines<{ stream: string; record: { t: number; record: unknown } }>('streams.jsonl')
