#include "common/action/risks.h"
