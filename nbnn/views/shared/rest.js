// How long, in ms, nothing must move before Python is told where the page is. A page can set another time for all its
// labs, as the tests do: <html data-nbnn-rest="…">.

export const restOf = (usual = 250) => Number(document.documentElement.dataset.nbnnRest ?? usual);
