// Runs before Material's own script.

import "./_search_later.js";
import "./_names.js";
