import { uploadScript } from '../../transport/upload-script.ts'
import type { WriteFile } from '../model/change.ts'
import type { ShellChange } from './shell-change.ts'

/** The file gets its name when it is complete; mode first, content after. The content stands in no argument of a process. */
export const writeFile: ShellChange<WriteFile> = ({ path, content, mode, owner, replaces }) => {
  const upload = uploadScript({
    destination: path,
    sha256: content.sha256,
    options: { mode, durable: true, ...(owner === undefined ? {} : { owner }) },
    id: content.sha256.slice(0, 12),
    content: Buffer.from(content.text),
  })
  return { script: `${replaces ? '' : 'made path "$1"\n'}${upload}`, args: [path] }
}
