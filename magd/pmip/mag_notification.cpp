#include <algorithm>

#include "magd/pmip/mag_turn.hpp"

/// Update Notifications, RFC 7077 section 6.
namespace pmip {
namespace {

constexpr Milliseconds update_interval{334};
constexpr int update_burst = 3;

} // namespace

void Mag::take(const UpdateNotification& notification, const Heard& heard) {
    if (replayed(notification.options, heard)) return;
    ++shared_.counters[Counter::notification_received];
    const bool answer = (notification.flags & UpdateNotification::acknowledge) != 0;
    const auto same = [&](const UpdateNotificationAck& ack) { return ack.sequence == notification.sequence; };
    if (const auto* ack = heard.peer.recall<UpdateNotificationAck>(heard.call.now.steady, same)) {
        if (answer) send(*ack, heard);
        return;
    }
    UpdateNotificationAck ack{
        .sequence = notification.sequence, .status = obey(notification, heard), .options = {}};
    for (const auto& option : notification.options)
        if (std::holds_alternative<MobileNodeIdentifier>(option) ||
            std::holds_alternative<MobileNodeGroup>(option))
            ack.options.push_back(option);
    heard.peer.remember(heard.call.now.steady, ack);
    if (answer) send(ack, heard);
}

/// Section 6.2. A client that is not here, or is leaving, and a reason that no RFC has, fail likewise.
NotificationStatus Mag::obey(const UpdateNotification& notification, const Heard& heard) {
    const auto failed = NotificationStatus::failed_to_update_session_parameters;
    if (notification.reason == NotificationReason::vendor_specific &&
        pmip::find<VendorSpecific>(notification.options) == nullptr)
        return NotificationStatus::missing_vendor_specific_option;
    const auto clients = concerned(notification.options, heard.lma);
    for (const auto& mac : clients)
        work(bindings_.at(mac), heard.call, [&](Turn& turn) { turn.notified(notification); });
    const bool known = NotificationReason::force_reregistration <= notification.reason &&
                       notification.reason <= NotificationReason::qos_service_request;
    return known && !clients.empty() ? NotificationStatus::success : failed;
}

/// One client, or a group of them (RFC 6602).
std::vector<base::MacAddress> Mag::concerned(const std::vector<Option>& options, const std::string& lma) {
    if (const auto* group = pmip::find<MobileNodeGroup>(options)) return members(lma, group->id);
    const auto* binding = subject(options, lma);
    if (binding == nullptr || !binding->wanted) return {};
    return {binding->profile.mac};
}

/// MAX_UPDATE_RATE, 3 a second (RFC 6275 section 12), for each session.
TimePoint Turn::next_in_pace() const { return binding_.next_notified - update_interval * (update_burst - 1); }

void Turn::take_pace() {
    binding_.next_notified = std::max(binding_.next_notified, now_.steady) + update_interval;
}

/// Beyond the rate, an update that is on its way will do.
void Turn::reregister_in_pace() {
    if (next_in_pace() > now_.steady) return refresh_in_pace();
    take_pace();
    reregister(Handoff::no_change);
}

/// The next refresh comes as soon as it may.
void Turn::refresh_in_pace() {
    const auto earliest = std::max(now_.steady, next_in_pace());
    if (!binding_.wanted || binding_.exchange || !binding_.refresh_at || *binding_.refresh_at <= earliest)
        return;
    binding_.refresh_at = earliest;
    take_pace();
}

void Turn::notified(const UpdateNotification& notification) {
    switch (notification.reason) {
    case NotificationReason::force_reregistration:
    case NotificationReason::ani_params_requested: return reregister_in_pace();
    case NotificationReason::update_session_parameters:
    case NotificationReason::vendor_specific:
    case NotificationReason::qos_service_request: return told(notification.options);
    }
}

} // namespace pmip
