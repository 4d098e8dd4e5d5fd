#pragma once

#include <vector>

#include "magd/kernel/elements.hpp"
#include "magd/kernel/fingerprint.hpp"
#include "magd/kernel/gone.hpp"
#include "magd/kernel/interfaces.hpp"
#include "magd/kernel/reconciler.hpp"
#include "magd/kernel/route_steps.hpp"
#include "magd/kernel/ruleset.hpp"
#include "nlink/fou.hpp"
#include "nlink/socket.hpp"

namespace magd::kernel {

/// The kernel of this network namespace, over netlink.
class NetlinkKernel final : public Kernel {
  public:
    /// Needs CAP_NET_ADMIN. Errors name the kernel module that is missing.
    static base::Result<NetlinkKernel> open(const Site& site);

    base::Result<void> apply(const Plan& plan) override;
    base::Result<KernelState> dump() override;
    base::Result<std::optional<Ruleset>> ruleset() override { return find_ruleset(netfilter_); }
    base::Result<void> look_at_interfaces() override;
    [[nodiscard]] bool has(const InterfaceName& interface) const override {
        return interfaces_.index(interface) != base::IfIndex{};
    }
    [[nodiscard]] std::string links() const override { return links_fingerprint(site_, interfaces_); }
    /// What is there of those own objects of which the kernel tells nobody when they go; see Wanted::untold.
    [[nodiscard]] base::Result<KernelState> untold();
    /// Packets that the tables dropped, by reason; zeros while there is no table.
    [[nodiscard]] base::Result<base::Counters<PacketDrop>> counters();

    /// What the clients' entries have counted: all of them, or those of one footprint.
    [[nodiscard]] base::Result<TrafficTable> traffic() { return dump_traffic(netfilter_, interfaces_); }
    [[nodiscard]] base::Result<Traffic> traffic(const KernelState& footprint) {
        return find_traffic(netfilter_, interfaces_, footprint);
    }
    /// Packets that a client has sent since its entries were made, by its own keys: a dump of all that have
    /// counted takes seconds where there are many. From a binding that is programmed.
    [[nodiscard]] base::Result<std::uint64_t> sent_by(const pmip::Binding& binding);

    /// What is to tell of other programs' rules and chains; see rivals() and passed_by().
    [[nodiscard]] base::Result<std::vector<std::string>> rivals();

    /// What the state knows these by; of interfaces as they were at the last dump.
    [[nodiscard]] KernelState keys_of(std::span<const Gone> gone) const {
        return kernel::keys_of(gone, interfaces_);
    }

    /// The netlink ports that changes of ours are told of with.
    [[nodiscard]] std::vector<std::uint32_t> ports() const;

  private:
    NetlinkKernel(Site site, nlink::Socket route, nlink::Socket generic, nlink::Socket netfilter)
        : site_(std::move(site)),
          route_(std::move(route)),
          generic_(std::move(generic)),
          netfilter_(std::move(netfilter)) {}

    /// What takes back what was done of a plan, in the order in which it was done.
    struct Undo {
        std::vector<nlink::Request> route, generic;
    };

    base::Result<void> open_fou_ports(const Plan& plan, std::vector<nlink::Request>& undo);
    base::Result<void> close_fou_ports(const Plan& plan);
    base::Result<void> run(const std::vector<Step>& steps, std::vector<nlink::Request>& undo);
    base::Result<void> create(const Plan& plan, Undo& undo);
    void tune_tunnels(const Plan& plan);
    base::Result<void> route_ipv6(const Plan& plan);
    base::Result<void> change_ruleset(const Plan& plan);
    base::Result<void> remove_elements(KernelState elements);
    base::Result<void> remove(const std::vector<nlink::Request>& requests);

    base::Result<void> dump_tunnels(KernelState& state);
    base::Result<void> dump_addresses(KernelState& state);
    base::Result<void> dump_routes(KernelState& state);
    base::Result<void> dump_fou_ports(KernelState& state);
    base::Result<void> dump_tables(KernelState& state);

    Site site_;
    nlink::Socket route_;
    nlink::Socket generic_;
    nlink::Socket netfilter_;
    std::optional<nlink::GenericFamily> fou_;     ///< if a path needs it
    std::optional<nlink::GenericFamily> ethtool_; ///< if the kernel has it
    Interfaces interfaces_;
};

} // namespace magd::kernel
