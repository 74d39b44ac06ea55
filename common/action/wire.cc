#include "common/action/wire.h"
