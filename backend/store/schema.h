// The tables, and how an older store becomes a newer one.
#pragma once

#include "backend/store/database.h"

namespace assent {

// Sets the journal mode and makes or checks the tables. Error: kBadConfig when the file is not
// ours, or was written by a newer assentd.
Result<Ok> PrepareSchema(Database& db);

}  // namespace assent
