// sudo's plugin interface, for C++: sudo_plugin.h of sudo 1.9.16 uses C's `restrict`.
#pragma once

#pragma push_macro("restrict")
#define restrict __restrict
#include <sudo_plugin.h>  // IWYU pragma: export
#pragma pop_macro("restrict")
