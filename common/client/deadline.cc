#include "common/client/deadline.h"
