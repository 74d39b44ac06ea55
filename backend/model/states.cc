#include "backend/model/grant.h"
#include "backend/model/request.h"

namespace assent {

const char* NameOf(RequestState state) {
  switch (state) {
    case RequestState::kPending:
      return "pending";
    case RequestState::kApproved:
      return "approved";
    case RequestState::kDenied:
      return "denied";
    case RequestState::kExpired:
      return "expired";
    case RequestState::kCancelled:
      return "cancelled";
  }
  return "denied";  // a value outside the enum: a corrupted store
}

const char* NameOf(GrantState state) {
  switch (state) {
    case GrantState::kLive:
      return "live";
    case GrantState::kUsed:
      return "used";
    case GrantState::kExpired:
      return "expired";
    case GrantState::kRevoked:
      return "revoked";
  }
  return "revoked";  // a value outside the enum: a corrupted store
}

}  // namespace assent
