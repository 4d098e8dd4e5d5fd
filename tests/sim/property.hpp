#pragma once

#include <array>
#include <string>
#include <string_view>

namespace sim {

/// What must hold, at every step or when all has come to rest.
struct Property {
    std::string_view name;
    std::string_view says;
};

/// What did not hold.
struct Violation {
    const Property* property = nullptr;
    std::string client; ///< its MAC address, or empty
    std::string detail;
};

namespace must {

inline constexpr Property ignore_stale{"ignore-stale", "a stale answer causes no action and changes nothing"};
inline constexpr Property ignore_nobody{"ignore-nobody", "an answer for nobody causes no action"};
inline constexpr Property end_exchange{"end-exchange", "an acceptance ends its exchange"};
inline constexpr Property kernel_first{"kernel-first",
                                       "no client is told its address before the kernel carries it"};
inline constexpr Property sequence_rises{"sequence-rises", "each copy has a higher sequence number"};
inline constexpr Property timestamp_rises{"timestamp-rises", "each copy has a higher timestamp"};
inline constexpr Property backoff{"backoff",
                                  "copies go after 1, 2, 4 and so on to 32 s, not earlier or later"};
inline constexpr Property pace{"pace", "nothing sends updates at machine speed"};
inline constexpr Property own_key{"own-key", "no two clients of one MAG share a key to one LMA"};
inline constexpr Property own_address{"own-address", "no two clients of one MAG share an address of one LMA"};
inline constexpr Property generation_rises{"generation-rises",
                                           "each wish to the kernel has a higher generation"};
inline constexpr Property wish_told{"wish-told", "what a binding wants is what the kernel was told"};
inline constexpr Property active_carried{"active-carried", "ACTIVE is what the kernel said that it carries"};
inline constexpr Property service_ends{"service-ends", "a client is told when its service ends"};
inline constexpr Property leave_said{"leave-said", "the LMA is told of a client that leaves"};
inline constexpr Property refresh{"refresh", "a session is refreshed before it ends"};
inline constexpr Property lifetime{"lifetime", "nothing is carried after its lifetime"};
inline constexpr Property adopted{"adopted", "a session that outlived its MAG goes on"};
inline constexpr Property tick{"tick", "a Tick leaves no deadline in the past"};
inline constexpr Property attach_ends{"attach-ends", "every attach ends ACTIVE or with a reason"};
inline constexpr Property codec{"codec", "what one end encodes, the other decodes to the same"};
inline constexpr Property rest_service{"rest-service", "at rest: every client that is there has service"};
inline constexpr Property rest_kernel{"rest-kernel", "at rest: the kernels carry what is wished"};
inline constexpr Property rest_agree{"rest-agree", "at rest: the bindings of LMAs and MAGs agree"};
inline constexpr Property farewell{
    "farewell", "an LMA that a client is taken away from is told so, if it may hold a session"};
inline constexpr Property waiver{"waiver", "what one LMA refused is asked for at another one"};

} // namespace must

} // namespace sim
