#include "common/action/cbor.h"
