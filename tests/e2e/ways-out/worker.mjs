// Ways of a worker only.

export default {
  'import-scripts': () => {
    importScripts(http('import-scripts'));
  },
  'import-scripts-prototype': () => {
    WorkerGlobalScope.prototype.importScripts.call(self, http('import-scripts-prototype'));
  },
  'fetch-prototype': () => {
    WorkerGlobalScope.prototype.fetch.call(self, http('fetch-prototype'));
  },
};
