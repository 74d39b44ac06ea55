#include "common/base/duration.h"
