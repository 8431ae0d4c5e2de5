import { randomUUID } from 'node:crypto'
import * as fs from 'node:fs'
import { storedFiles } from './stored-files.ts'

/** Those of this machine. */
export const ownFiles = storedFiles(fs, process.pid, randomUUID)

export const { writeWhole, writeMessageFile, readMessageFile, readText, namesIn } = ownFiles
