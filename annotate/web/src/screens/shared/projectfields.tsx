// Fields that a new project and the settings of an old one share.
import { pages } from '../../strings'
import { Field, type Form } from './form'

export interface ProjectValues extends Record<string, string> {
  title: string
  description: string
  instructions: string
  overlap: string
}

const words = pages.newProject
export const MAX_OVERLAP = 20

export function overlapErrors(value: string): string[] {
  return /^\d+$/.test(value.trim()) && Number(value) >= 1 && Number(value) <= MAX_OVERLAP ? [] : [words.overlapWrong(MAX_OVERLAP)]
}

export function titleErrors(value: string): string[] {
  return value.trim() ? [] : [words.titleMissing]
}

export function Naming<T extends ProjectValues>({ form, autofocus = false }: { form: Form<T>; autofocus?: boolean }) {
  return (
    <>
      <Field {...form.bind('title')} label={words.name} autofocus={autofocus} />
      <Field {...form.bind('description')} label={words.description} hint={words.descriptionHint} />
    </>
  )
}

export function Coding<T extends ProjectValues>({ form }: { form: Form<T> }) {
  return (
    <>
      <div class="entry-short">
        <Field {...form.bind('overlap')} label={words.overlap} type="number" min={1} max={MAX_OVERLAP} hint={words.overlapHint} />
      </div>
      <Field {...form.bind('instructions')} label={words.guideline} rows={8} hint={words.guidelineHint} />
    </>
  )
}
