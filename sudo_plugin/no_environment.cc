// The linker sends every getenv(3) of what is linked statically into the plugin here
// (CMakeLists.txt): libnettle looks at NETTLE_FAT_OVERRIDE and NETTLE_FAT_VERBOSE while it is
// loaded, and the environment of sudo is the caller's to write.

extern "C" {
// Names are the linker's (ld(1), --wrap).
char* __wrap_getenv(const char* name);         // NOLINT(bugprone-reserved-identifier)
char* __wrap_secure_getenv(const char* name);  // NOLINT(bugprone-reserved-identifier)

char* __wrap_getenv(const char* /*name*/) { return nullptr; }
char* __wrap_secure_getenv(const char* /*name*/) { return nullptr; }
}
