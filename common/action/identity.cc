#include "common/action/identity.h"
