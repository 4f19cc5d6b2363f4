// What a web server has to say with the site, written for the common ones: the page's own CSP once more, as a header,
// which nothing that is put into the page can come before.
//
// `sandbox` shuts what a CSP in a page can't: other tabs, forms, the top window. `allow-modals` is for the question
// before unsaved work is left, and for printing. `no-cache` lets a browser keep the files, and has it ask each time.

export function headersOf(csp) {
  return {
    "Content-Security-Policy": `${csp}; sandbox allow-scripts allow-same-origin allow-downloads allow-modals`,
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
  };
}

/** Place in the output and text of each file. */
export function serverFiles(csp) {
  const headers = Object.entries(headersOf(csp));
  const lines = (form, indent = "") => headers.map(([name, value]) => indent + form(name, value)).join("\n");
  return {
    // Cloudflare Pages, Netlify and others.
    "site/_headers": `/*\n${lines((name, value) => `${name}: ${value}`, "  ")}\n`,
    // IIS.
    "site/web.config": `<?xml version="1.0" encoding="UTF-8"?>
<configuration>
  <system.webServer>
    <staticContent>
      <remove fileExtension=".wasm" />
      <mimeMap fileExtension=".wasm" mimeType="application/wasm" />
      <remove fileExtension=".bin" />
      <mimeMap fileExtension=".bin" mimeType="application/octet-stream" />
    </staticContent>
    <httpProtocol>
      <customHeaders>
${lines((name) => `<remove name="${name}" />`, "        ")}
${lines((name, value) => `<add name="${name}" value="${value}" />`, "        ")}
      </customHeaders>
    </httpProtocol>
  </system.webServer>
</configuration>
`,
    "server/nginx.conf": `# For nginx, within server { }. The files of site/ lie in the folder darkroom under its root.
location = /darkroom {
    return 301 /darkroom/;
}
location ^~ /darkroom/ {
    index index.html;
    types {
        text/html html;
        text/javascript js;
        application/wasm wasm;
        application/octet-stream bin;
    }
    charset utf-8;
${lines((name, value) => `add_header ${name} "${value}" always;`, "    ")}
}
`,
    "server/apache.conf": `# For Apache with mod_headers: .htaccess in the site's folder, or within its <Directory>.
AddType application/wasm .wasm
AddType application/octet-stream .bin
AddType text/javascript .js
AddCharset utf-8 .html .js
${lines((name, value) => `Header always set ${name} "${value}"`)}
`,
  };
}
