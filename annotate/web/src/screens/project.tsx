export function ProjectScreen({ id }: { id: number }) {
  return <main class="page"><h1>Project {id}</h1></main>
}
