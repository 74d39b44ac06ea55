#include "common/client/ask.h"
