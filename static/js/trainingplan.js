// The class hours and kinds planned so far, while the table is typed into.
// Without this file the page tells what was saved.

const table = document.querySelector("[data-class-minutes]");
const classMinutes = Number(table.dataset.classMinutes);

function control(row, name) {
  return row.querySelector(`[name$="-${name}"]`);
}

function tell() {
  const kinds = new Set();
  let minutes = 0;
  for (const row of table.querySelectorAll("tbody tr")) {
    const length = parseFloat(control(row, "length").value);
    if (control(row, "drop").checked || !(length > 0)) continue;
    minutes += control(row, "unit").value === "minutes" ? length : length * classMinutes;
    kinds.add(control(row, "kind").value);
  }
  // Nothing is rounded up; the small addition is for sums such as 0.1 + 0.2.
  const tenths = Math.floor((minutes / classMinutes) * 10 + 1e-6);
  table.querySelector("[data-sum]").textContent = `现在合计 ${(tenths / 10).toFixed(1)} 课时`;
  const named = [...control(table, "kind").options].filter((one) => one.value);
  const missing = named.filter((one) => !kinds.has(one.value)).map((one) => one.text);
  const line = table.querySelector("[data-missing]");
  line.hidden = !missing.length;
  line.querySelector("span").textContent = missing.join("、");
}

table.addEventListener("input", tell);
tell();
