#include "common/client/http_exchange.h"
