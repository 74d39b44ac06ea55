#include "common/client/settings.h"
