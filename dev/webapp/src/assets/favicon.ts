/** An open book; it carries its own colours, so it reads on light and dark tabs. */
export const favicon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<rect width="32" height="32" rx="7" fill="#14594c"/>
<path d="M16 10c-2.4-1.7-5.6-2.2-9-2v14c3.4-.2 6.6.3 9 2 2.4-1.7 5.6-2.2 9-2V8c-3.4-.2-6.6.3-9 2Z" fill="#fbf9f4"/>
<path d="M16 10v14" stroke="#14594c" stroke-width="1.5"/>
</svg>
`
