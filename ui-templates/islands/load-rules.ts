/** Rules take more script than all the rest: it comes with what has forms, when it stands. */
export function loadRules(): void {
  const address = document.querySelector<HTMLMetaElement>('meta[name=rules-script]')?.content
  if (!address || !document.querySelector('[data-rules], [data-change]')) return
  if (document.querySelector(`script[src="${CSS.escape(address)}"]`)) return
  const script = document.createElement('script')
  script.src = address
  document.head.append(script)
}
