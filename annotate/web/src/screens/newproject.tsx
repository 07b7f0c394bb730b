// A new project: what it is called, which codebook, how many coders per article. Articles come on the next page.
import { api } from '../lib/api'
import { session } from '../lib/session'
import { go } from '../router'
import { pages } from '../strings'
import { Submit, useForm } from './shared/form'
import { Frame, PageHead } from './shared/frame'
import { count } from './shared/format'
import { useLoad } from './shared/load'
import { Failed, Loading, Message, Refusal } from './shared/parts'
import { wrong } from './shared/password'
import { Coding, guidelineErrors, Naming, overlapErrors, titleErrors } from './shared/projectfields'
import type { CodebookChoice } from './shared/types'

const words = pages.newProject

interface CodebooksProps {
  books: CodebookChoice[]
  value: string
  onValue: (name: string) => void
}

function Codebooks({ books, value, onValue }: CodebooksProps) {
  return (
    <fieldset class="entry options">
      <legend class="entry-name">{words.codebook}</legend>
      {books.map((book) => (
        <label key={book.name} class="option">
          <input type="radio" name="codebook" value={book.name} checked={value === book.name} onChange={() => onValue(book.name)} />
          <span>
            <b>{book.title}</b> <span class="note nowrap">{words.codes(count(book.codes), book.name, book.version)}</span>
            <span class="option-say">{book.description}</span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}

function NewProject({ books }: { books: CodebookChoice[] }) {
  const form = useForm({ title: '', description: '', codebook: books[0]?.name ?? '', overlap: '2', instructions: '' })
  const { values } = form
  const submit = form.send(async () => {
    const { id } = await api.post<{ id: number }>('/api/app/projects', {
      title: values.title.trim(), description: values.description.trim(), codebook: values.codebook,
      overlap: Number(values.overlap), instructions: values.instructions.trim(),
    })
    go(`/projects/${id}/articles?new`, { replace: true })
  }, () => wrong({ title: titleErrors(values.title), instructions: guidelineErrors(values.instructions), overlap: overlapErrors(values.overlap) }))
  const codebook = form.bind('codebook')
  return (
    <form class="panel form form-page" ref={form.ref} onSubmit={submit} noValidate>
      <Naming form={form} autofocus />
      <Codebooks books={books} value={codebook.value} onValue={codebook.onValue} />
      {codebook.errors.length > 0 && <Message error>{codebook.errors.join(' ')}</Message>}
      <Coding form={form} />
      <Refusal error={form.error} />
      <div class="form-do">
        <Submit busy={form.busy}>{words.submit}</Submit>
        <a class="btn btn-link" href="/">{words.leave}</a>
      </div>
    </form>
  )
}

export function NewProjectScreen() {
  const { data, error, reload } = useLoad<CodebookChoice[]>('/api/app/codebooks')
  const admin = session.value?.user?.is_admin ?? false
  return (
    <Frame title={words.title}>
      <PageHead title={words.title} {...(admin ? { say: words.step } : {})} />
      {!admin && <div class="empty"><b>{words.adminsOnly}</b>{words.adminsOnlyRemedy}<br /><a class="btn btn-link" href="/">{words.leave}</a></div>}
      {admin && error && <Failed error={error} again={reload} />}
      {admin && !error && !data && <Loading />}
      {admin && !error && data && <NewProject books={data} />}
    </Frame>
  )
}
