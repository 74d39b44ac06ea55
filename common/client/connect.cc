#include "common/client/connect.h"
