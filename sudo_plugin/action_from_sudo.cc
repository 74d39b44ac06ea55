#include "sudo_plugin/action_from_sudo.h"

#include <limits.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

#include "sudo_plugin/edited_files.h"
#include "sudo_plugin/working_directory.h"

namespace assent {
namespace {

Error Bad(const char* what) { return Error{Errc::kBadRequest, what}; }

// Under `Defaults stay_setuid` the real uid stays the caller's, and runas_euid is what acts.
Result<uid_t> TargetUid(const Invocation& invocation, const SudoVector& info) {
  ASSENT_ASSIGN_OR_RETURN(const uid_t uid, info.Id("runas_uid"));
  ASSENT_ASSIGN_OR_RETURN(const auto effective, info.OptionalId("runas_euid"));
  if (!effective || *effective == uid) return uid;
  if (uid != invocation.uid) return Bad("command_info: runas_uid and runas_euid differ");
  return *effective;
}

Result<gid_t> TargetGid(const SudoVector& info) {
  ASSENT_ASSIGN_OR_RETURN(const gid_t gid, info.Id("runas_gid"));
  ASSENT_ASSIGN_OR_RETURN(const auto effective, info.OptionalId("runas_egid"));
  return effective.value_or(gid);
}

Result<std::vector<gid_t>> TargetGroups(const Invocation& invocation, const SudoVector& info) {
  ASSENT_ASSIGN_OR_RETURN(const Flag preserve, info.OptionalFlag("preserve_groups"));
  if (preserve == Flag::kOn) return invocation.groups;
  ASSENT_ASSIGN_OR_RETURN(auto groups, info.OptionalGroups("runas_groups"));
  if (!groups) return Bad("command_info: runas_groups is missing");
  return *std::move(groups);
}

Result<Ok> ReadTarget(const Invocation& invocation, const SudoVector& info,
                      const std::optional<Account>& account, Action& action) {
  ASSENT_ASSIGN_OR_RETURN(action.runas_gid, TargetGid(info));
  ASSENT_ASSIGN_OR_RETURN(action.runas_groups, TargetGroups(invocation, info));
  action.runas_user = account ? account->name : "#" + std::to_string(action.runas_uid);
  ASSENT_ASSIGN_OR_RETURN(const auto named, info.OptionalText("runas_user"));
  if (named && !named->empty()) action.runas_user = *named;
  ASSENT_ASSIGN_OR_RETURN(action.chroot, info.OptionalPath("chroot"));
  return Ok{};
}

// Where the command will start: in a chroot without a directory in "/".
Result<std::optional<std::string>> WorkingDirectory(const Invocation& invocation,
                                                    const Resolved& resolved, uid_t runas) {
  if (resolved.stage == Stage::kSubcommand) return std::optional<std::string>();
  const SudoVector& info = resolved.command_info;
  ASSENT_ASSIGN_OR_RETURN(auto directory, DirectoryToGoTo(invocation, info, runas));
  if (directory) return directory;
  ASSENT_ASSIGN_OR_RETURN(const auto chroot, info.OptionalPath("chroot"));
  if (chroot) return std::optional<std::string>("/");
  return invocation.cwd;
}

Result<Ok> ReadEditedFiles(const Invocation& invocation, const Resolved& resolved, Action& action) {
  const SudoVector& info = resolved.command_info;
  if (action.chroot) return Bad("sudoedit in a chroot cannot be asked about");
  ASSENT_ASSIGN_OR_RETURN(const auto expected, info.OptionalId("sudoedit_nfiles"));
  ASSENT_ASSIGN_OR_RETURN(const Flag follow, info.OptionalFlag("sudoedit_follow"));
  ASSENT_ASSIGN_OR_RETURN(const auto files, FilesToEdit(resolved.argv, invocation.cwd, expected));
  ASSENT_ASSIGN_OR_RETURN(
      action.files,
      CanonicalFiles(files, follow == Flag::kOn ? FollowLinks::kYes : FollowLinks::kNo));
  return Ok{};
}

// Where a path as it was typed begins: in the directory that sudo will go to, else in this one, and
// a sub-command is decided about in its own.
Result<std::string> StartOfRelative(const SudoVector& info, const std::optional<std::string>& cwd) {
  ASSENT_ASSIGN_OR_RETURN(const auto goes_to, info.OptionalPath("cwd"));
  ASSENT_ASSIGN_OR_RETURN(const auto chroot, info.OptionalPath("chroot"));
  if ((goes_to || chroot) && cwd) return *cwd;
  std::array<char, PATH_MAX> here{};
  if (::getcwd(here.data(), here.size()) == nullptr || here.front() != '/') {
    return Bad("command_info: a relative command, and no working directory");
  }
  return std::string(here.data());
}

// sudo hands over "./program" as it was typed, and starts it by that. Symbolic links and ".." are
// left in: this is to name what will run, not what it led to when it was looked at.
Result<std::string> CommandPath(const SudoVector& info, const std::optional<std::string>& cwd) {
  ASSENT_ASSIGN_OR_RETURN(std::string command, info.Text("command"));
  if (command.front() == '/') return command;
  ASSENT_ASSIGN_OR_RETURN(const std::string start, StartOfRelative(info, cwd));
  std::string_view rest = command;
  while (rest.substr(0, 2) == "./") {
    rest.remove_prefix(std::min(rest.find_first_not_of('/', 1), rest.size()));
  }
  return (start == "/" ? "" : start) + "/" + std::string(rest);
}

Result<Ok> ReadCommand(const Invocation& invocation, const Resolved& resolved,
                       const std::optional<Account>& account, Action& action) {
  const SudoVector& info = resolved.command_info;
  if (resolved.argv.empty()) return Bad("the command has no arguments, not even its name");
  ASSENT_ASSIGN_OR_RETURN(action.cwd, WorkingDirectory(invocation, resolved, action.runas_uid));
  ASSENT_ASSIGN_OR_RETURN(action.command, CommandPath(info, action.cwd));
  ASSENT_ASSIGN_OR_RETURN(const std::string typed, info.Text("command"));
  action.argv = resolved.argv;
  if (action.argv[0] == typed) action.argv[0] = action.command;
  if (resolved.stage == Stage::kSubcommand) return Ok{};
  ASSENT_ASSIGN_OR_RETURN(action.env, ChosenEnvironment({invocation.environment,
                                                         resolved.added_environment,
                                                         resolved.environment,
                                                         account,
                                                         {invocation.host, invocation.tty}}));
  return Ok{};
}

}  // namespace

Result<std::optional<Account>> LookUpAccount(uid_t uid) {
  std::array<char, 16 * 1024> buffer{};
  passwd entry{};
  passwd* found = nullptr;
  const int error = ::getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found);
  // getpwnam(3) lists what else stands for "not found".
  if (error != 0 && error != ENOENT && error != ESRCH && error != EBADF && error != EPERM) {
    return Error{Errc::kSystem,
                 "the account of uid " + std::to_string(uid) + ": " + std::strerror(error)};
  }
  if (error != 0 || found == nullptr) return std::optional<Account>();
  return std::optional(Account{found->pw_name, found->pw_dir, found->pw_shell});
}

Result<Action> ActionFromSudo(const Invocation& invocation, const Resolved& resolved,
                              const AccountLookup& account) {
  // CVE-2025-32462: rules of another host must not decide here.
  if (invocation.asks_for_other_host) return Bad("sudo -h names another host");
  Action action;
  action.host = invocation.host;
  action.user_uid = invocation.uid;
  action.user_name = invocation.user;
  ASSENT_ASSIGN_OR_RETURN(action.runas_uid, TargetUid(invocation, resolved.command_info));
  ASSENT_ASSIGN_OR_RETURN(const auto target, account(action.runas_uid));
  ASSENT_RETURN_IF_ERROR(ReadTarget(invocation, resolved.command_info, target, action));
  ASSENT_ASSIGN_OR_RETURN(const Flag edit, resolved.command_info.OptionalFlag("sudoedit"));
  if (edit == Flag::kOn && resolved.stage == Stage::kSubcommand) {
    // sudoers takes what an editor starts for one more sudoedit, of the program's arguments, and
    // has the editor started in its place.
    return Bad("a program that an editor of sudoedit starts");
  }
  action.kind = edit == Flag::kOn ? "sudoedit" : "sudo";
  if (edit == Flag::kOn) {
    ASSENT_RETURN_IF_ERROR(ReadEditedFiles(invocation, resolved, action));
  } else {
    ASSENT_RETURN_IF_ERROR(ReadCommand(invocation, resolved, target, action));
  }
  return action;
}

}  // namespace assent
