export function SetupScreen() {
  return <main class="page"><h1>Set-up</h1></main>
}
