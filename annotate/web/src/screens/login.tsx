export function LoginScreen() {
  return <main class="page"><h1>Log in</h1></main>
}
