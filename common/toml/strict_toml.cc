#include "common/toml/strict_toml.h"
