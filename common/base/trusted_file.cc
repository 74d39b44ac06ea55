#include "common/base/trusted_file.h"
