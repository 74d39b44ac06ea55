#include "common/json/strict_json.h"
