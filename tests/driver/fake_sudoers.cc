// A shared object with the symbol of sudoers.so. What it does is in the driver (stand_in.h), where
// the loader finds it.
#include "tests/driver/stand_in.h"

extern "C" {
__attribute__((visibility("default"))) policy_plugin sudoers_policy = {
    SUDO_POLICY_PLUGIN,
    SUDO_API_VERSION,
    AssentStandInOpen,
    AssentStandInClose,
    AssentStandInShowVersion,
    AssentStandInCheckPolicy,
    AssentStandInList,
    AssentStandInValidate,
    AssentStandInInvalidate,
    AssentStandInInitSession,
    AssentStandInRegisterHooks,
    AssentStandInDeregisterHooks,
    nullptr,
};
}
