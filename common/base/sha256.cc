#include "common/base/sha256.h"
