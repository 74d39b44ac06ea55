#include "common/base/escape.h"
