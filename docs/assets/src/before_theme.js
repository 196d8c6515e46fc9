// Runs before Material's own script.

import "./_names.js";
import "./_search_later.js";
import "./_skip.js";
