// Trained models: the versions of a project, the report of one, or two side by side; which of them stands in the address.
import { useMemo } from 'preact/hooks'
import { search } from '../router'
import { models as words } from '../strings'
import '../styles/agreement.css'
import '../styles/models.css'
import { Compared } from './models/compared'
import { ReportPage } from './models/report'
import { Versions } from './models/versions'
import { Frame } from './shared/frame'
import { useLoad } from './shared/load'
import type { Project } from './shared/types'

const numbers = (text: string | null) => (text ?? '').split(',').map(Number).filter((n) => Number.isInteger(n) && n > 0)

export function ModelsScreen({ id }: { id: number }) {
  const asked = useMemo(() => new URLSearchParams(search.value), [search.value])
  const home = useLoad<Project>(`/api/app/projects/${id}`)
  const [version] = numbers(asked.get('version'))
  const [a, b] = numbers(asked.get('compare'))
  const manages = home.data?.role === 'manager'
  return (
    <Frame title={words.title} project={home.data ?? undefined}>
      <div class="agreement models">
        {version !== undefined
          ? <ReportPage key={version} project={id} version={version} manages={manages} />
          : a !== undefined && b !== undefined
            ? <Compared key={`${a} ${b}`} project={id} a={a} b={b} />
            : <Versions project={id} manages={manages} />}
      </div>
    </Frame>
  )
}
