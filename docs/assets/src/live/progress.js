// What the reader answered, in this browser's storage and nowhere else; without storage, as long as the page is open.

const PREFIX = "convolve-recur:";
const NONE = { tries: 0, right: false, code: undefined };
const memory = new Map();

export class Progress {
  get(key) {
    const kept = memory.get(key) ?? read(PREFIX + key);
    return { ...NONE, ...kept };
  }

  set(key, record) {
    memory.set(key, record);
    attempt(() => localStorage.setItem(PREFIX + key, JSON.stringify(record)));
  }

  remove(key) {
    memory.delete(key);
    attempt(() => localStorage.removeItem(PREFIX + key));
  }
}

// Another page of this origin, or another version of this one, may have written anything there.
function read(key) {
  return attempt(() => {
    const { tries, right, code } = JSON.parse(localStorage.getItem(key)) ?? NONE;
    return {
      tries: Number.isInteger(tries) && tries > 0 ? tries : 0,
      right: right === true,
      code: typeof code === "string" ? code : undefined,
    };
  });
}

function attempt(action) {
  try {
    return action();
  } catch {
    return undefined; // storage is blocked, full or holds something else
  }
}
