#include "common/client/verdict.h"
