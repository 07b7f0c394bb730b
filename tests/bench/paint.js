// Counts the milliseconds from each key press to the next painted frame, and what event timing says of it.
;(() => {
  const seen = new Map() // by the time stamp of the press, which is the same in both measures
  window.bench = { label: '', keys: [], awaited: null }

  function afterTask(then) {
    const channel = new MessageChannel()
    channel.port1.onmessage = then
    channel.port2.postMessage(0)
  }

  function onKey(event) {
    const key = { label: window.bench.label, at: event.timeStamp, paint: null, work: 0, timing: null }
    const start = performance.now()
    seen.set(event.timeStamp, key)
    if (key.label) window.bench.keys.push(key)
    afterTask(() => (key.work += performance.now() - start))
    requestAnimationFrame(() => {
      const frame = performance.now()
      afterTask(() => {
        key.paint = performance.now() - key.at
        key.work += performance.now() - frame
      })
    })
    if (window.bench.awaited && event.key === 'Enter') whenShown(event.timeStamp, window.bench.awaited, key)
  }

  /** For work that goes over the network: painted when the text of the article has become another one. */
  function whenShown(at, before, key) {
    requestAnimationFrame(() => {
      const now = document.querySelector('article h1')?.textContent
      if (!now || now === before) return whenShown(at, before, key)
      afterTask(() => (key.shown = performance.now() - at))
    })
  }

  function note(list) {
    for (const entry of list.getEntries()) {
      const key = entry.name === 'keydown' ? seen.get(entry.startTime) : undefined
      if (key) key.timing = entry.duration
    }
  }

  addEventListener('keydown', onKey, true)
  new PerformanceObserver(note).observe({ type: 'event', durationThreshold: 16, buffered: true })
  new PerformanceObserver(note).observe({ type: 'first-input', buffered: true })
})()
