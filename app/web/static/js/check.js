// Periksa is a step of its own: the form goes to the server with the answer, past whoever saves in the background.
addEventListener("submit", (event) => {
  if (!event.submitter || !event.submitter.hasAttribute("formaction")) return;
  event.stopPropagation();
  const news = document.querySelector("#kabar");
  if (navigator.onLine || !news) return;
  event.preventDefault();
  news.innerHTML = "<p>Sinyal terputus. Jawaban Anda tetap di sini; penjelasannya terbuka setelah tersambung lagi.</p>";
  news.hidden = false;
}, true);
