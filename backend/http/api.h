// Routing: which resource of docs/PROTOCOL.md is meant, is the body what it should be, and what
// does the service say. No sockets: bytes in, bytes out, for one peer.
#pragma once

#include <string>
#include <vector>

#include "backend/http/message.h"
#include "backend/model/person.h"
#include "backend/service/service.h"

namespace assent {

class Api {
 public:
  Api(Service& service, WallTime started_at) : service_(service), started_at_(started_at) {}

  // Total: whatever comes in, an answer with a status of docs/PROTOCOL.md goes out, and a decision
  // of true only for a well-formed question that the service said yes to.
  ApiReply Answer(const ApiRequest& request, const Peer& peer);

 private:
  using Handler = ApiReply (Api::*)(const ApiRequest&, const Peer&, const std::string& name);
  struct Route {
    const char* method;
    std::vector<std::string> path;  // "*" stands for a name
    Handler handler;
  };
  static const std::vector<Route>& Routes();

  ApiReply Evaluate(const ApiRequest& request, const Peer& peer, const std::string& name);
  ApiReply Foretell(const ApiRequest& request, const Peer& peer, const std::string& name);
  ApiReply ShowStanding(const ApiRequest& request, const Peer& peer, const std::string& name);
  ApiReply ListRequests(const ApiRequest& request, const Peer& peer, const std::string& name);
  ApiReply ShowRequest(const ApiRequest& request, const Peer& peer, const std::string& name);
  ApiReply DecideRequest(const ApiRequest& request, const Peer& peer, const std::string& name);
  ApiReply CancelRequest(const ApiRequest& request, const Peer& peer, const std::string& name);
  ApiReply ListGrants(const ApiRequest& request, const Peer& peer, const std::string& name);
  ApiReply RevokeGrant(const ApiRequest& request, const Peer& peer, const std::string& name);
  ApiReply ShowLog(const ApiRequest& request, const Peer& peer, const std::string& name);
  ApiReply ShowStatus(const ApiRequest& request, const Peer& peer, const std::string& name);

  ApiReply Refuse(const Refused& refused);
  ApiReply Show(const Outcome<RequestView>& view);

  Service& service_;
  WallTime started_at_;
};

// How large a body of this peer may be.
std::size_t BodyLimit(const Peer& peer);

}  // namespace assent
