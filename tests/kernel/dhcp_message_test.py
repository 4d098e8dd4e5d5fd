"""The DHCP server message by message: every state of a client, and what no client should do."""

import itertools
import unittest

from case import LabCase
from dhcp_station import (ACK, AGENT, DECLINE, DISCOVER, IDENTIFIER, INFORM, NAK, OFFER, RELEASE, REQUEST, REQUESTED,
                          SERVER, VIRTUAL_SERVER, WANTED, Station, address)
from settings import HOME_ADDRESS
from system import wait_until

OTHER_ADDRESS = "192.168.5.99"
OTHER_SERVER = "10.0.0.1"
OTHER_MAC = "02:00:00:00:00:66"
NTP, VENDOR = 42, 43


class DhcpCase(LabCase):
    def setUp(self):
        self.station = Station(self.client)
        self.addCleanup(self.station.close)

    def tearDown(self):
        if self.magd.binding(self.client):
            self.detach()


class Messages(DhcpCase):
    magd_changes = {"dhcp": {"options": ["ntp-servers = 192.0.2.10", "43 = 01:04:c0:00:02:0a"]},
                    "binding": {"min_attempt_interval": 0}}

    def assert_answer(self, answer, kind, given="0.0.0.0"):
        self.assertEqual((answer.type, answer.given, answer.options[SERVER]),
                         (kind, given, address(VIRTUAL_SERVER)), answer)

    def test_each_state_of_a_client_is_answered_by_its_binding(self):
        for given, kind in ((HOME_ADDRESS, ACK), (OTHER_ADDRESS, NAK)):
            self.assert_answer(self.station.ask(DISCOVER, {REQUESTED: address(given)}), OFFER, HOME_ADDRESS)
            yiaddr = given if kind == ACK else "0.0.0.0"
            wanted = {REQUESTED: address(given)}
            for state, how in {"SELECTING": {"options": wanted | {SERVER: address(VIRTUAL_SERVER)}},
                               "INIT-REBOOT": {"options": wanted},
                               "RENEWING": {"ciaddr": given, "to": VIRTUAL_SERVER},
                               "REBINDING": {"ciaddr": given}}.items():
                with self.subTest(state=state, given=given):
                    self.assert_answer(self.station.ask(REQUEST, **how), kind, yiaddr)

    def test_a_renewal_is_refused_by_unicast_too(self):
        self.station.take()
        asked = self.station.send(REQUEST, ciaddr=OTHER_ADDRESS, to=VIRTUAL_SERVER)
        wait_until(lambda: [(answer.type, answer.to) for answer in self.station.answers(asked)]
                   == [(NAK, "255.255.255.255"), (NAK, OTHER_ADDRESS)], "two refusals")

    def test_a_client_that_reboots_at_a_new_gateway_is_attached_first(self):
        self.assertIsNone(self.magd.binding(self.client))
        answer = self.station.ask(REQUEST, {REQUESTED: address(HOME_ADDRESS)})
        self.assert_answer(answer, ACK, HOME_ADDRESS)

    def test_options_that_the_client_wants_and_its_identifier(self):
        offer = self.station.ask(DISCOVER, {WANTED: bytes([VENDOR]), IDENTIFIER: b"\xff1234"})
        self.assertEqual(offer.options[VENDOR], bytes.fromhex("0104c000020a"))
        self.assertEqual(offer.options[IDENTIFIER], b"\xff1234")
        self.assertNotIn(NTP, offer.options)

    def test_inform_gets_no_address(self):
        self.station.take()
        answer = self.station.ask(INFORM, {WANTED: bytes([NTP])}, ciaddr=HOME_ADDRESS, to=VIRTUAL_SERVER)
        self.assert_answer(answer, ACK)
        self.assertEqual((answer.options[NTP], answer.to), (address("192.0.2.10"), HOME_ADDRESS))
        self.assertNotIn(51, answer.options)

    def test_information_of_a_switch_comes_back_and_is_shown(self):
        answer = self.station.ask(DISCOVER, {AGENT: b"\x01\x02\x00\x07"})
        self.assertEqual(answer.options[AGENT], b"\x01\x02\x00\x07")
        self.assertEqual(self.magd.binding(self.client)["dhcp"]["option_82"], "01:02:00:07")

    def test_release_ends_the_session(self):
        self.station.take()
        self.station.send(RELEASE, {SERVER: address(VIRTUAL_SERVER)}, ciaddr=HOME_ADDRESS, to=VIRTUAL_SERVER)
        self.magd.wait_for_state(self.client, None)

    def test_an_address_in_use_by_another_is_reported_and_the_client_attaches_again(self):
        self.station.take()
        declined = {SERVER: address(VIRTUAL_SERVER), REQUESTED: address(HOME_ADDRESS)}
        self.assert_counted("dhcp_declined", lambda: self.station.send(DECLINE, declined))
        self.magd.wait_for_line(f"DHCPDECLINE: the client found {HOME_ADDRESS} in use by another")
        self.magd.wait_for_state(self.client, None)
        self.assert_answer(self.station.ask(DISCOVER), OFFER, HOME_ADDRESS)


class Strangers(DhcpCase):
    """What one client does to others, or to the gateway."""

    def test_a_client_cannot_speak_for_another(self):
        self.station.take()
        thief = Station(self.client, OTHER_MAC)
        self.addCleanup(thief.close)
        release = {SERVER: address(VIRTUAL_SERVER)}
        self.assert_counted("dhcp_forged", lambda: thief.send(RELEASE, release, ciaddr=HOME_ADDRESS,
                                                              about=self.client.mac))
        self.magd.wait_for_line(f"{OTHER_MAC} on wlan0 sent a DHCP message about what is not its own: RELEASE")
        self.assertEqual(self.magd.binding(self.client)["state"], "ACTIVE")

    def test_a_dhcp_server_among_the_clients_is_reported(self):
        rogue = Station(self.client, OTHER_MAC)
        self.addCleanup(rogue.close)
        self.assert_counted("drop_dhcp_rogue_server", lambda: rogue.offer_as_server(OTHER_SERVER, "10.0.0.7",
                                                                                    self.client.mac))
        self.magd.wait_for_line(f"{OTHER_MAC} is a DHCP server on wlan0 that is none of ours: {OTHER_SERVER}")
        self.assert_counted("drop_dhcp_not_a_request", lambda: rogue.offer_as_server(VIRTUAL_SERVER, HOME_ADDRESS,
                                                                                     self.client.mac))

    def test_a_client_of_another_server_is_left_to_it(self):
        self.station.ask(DISCOVER)
        chosen = {SERVER: address(OTHER_SERVER), REQUESTED: address("10.0.0.7")}
        self.assert_counted("dhcp_elsewhere", lambda: self.station.send(REQUEST, chosen))
        sent = []
        self.assert_counted("drop_dhcp_other_server",
                            lambda: sent.append(self.station.send(REQUEST, ciaddr="10.0.0.7")))
        self.assertEqual(self.station.take().given, HOME_ADDRESS)
        self.assertEqual(self.station.answers(sent[0]), [], "no NAK: the other server has that address")


class Denied(DhcpCase):
    """Clients that get no address before an operator acts give up the one that they have."""

    magd_changes = {"binding": {"min_attempt_interval": 0}}
    reboot = {REQUESTED: address(HOME_ADDRESS)}
    _numbers = itertools.count(1)

    def setUp(self):
        """Each has a client of its own, as some are left to another server."""
        self.station = Station(self.client, f"02:00:00:00:02:{next(self._numbers):02x}")
        self.addCleanup(self.station.close)

    def tearDown(self):
        self.lab.anchor.told("behave")
        if self.magd.binding(self.station):
            self.detach(self.station)

    def assert_refused(self, **how):
        answer = self.station.ask(REQUEST, **how)
        self.assertEqual((answer.type, answer.given, answer.options[SERVER]),
                         (NAK, "0.0.0.0", address(VIRTUAL_SERVER)), answer)

    def assert_denied(self):
        """What comes before a message that is answered, or counted, was handled before."""
        unanswered = [self.station.send(DISCOVER)]
        for state, how in {"INIT-REBOOT": {"options": self.reboot},
                           "REBINDING": {"ciaddr": HOME_ADDRESS},
                           "RENEWING": {"ciaddr": HOME_ADDRESS, "to": VIRTUAL_SERVER}}.items():
            with self.subTest(state=state):
                self.assert_refused(**how)
        unanswered.append(self.station.send(REQUEST, ciaddr=HOME_ADDRESS, to=OTHER_SERVER))
        elsewhere = self.reboot | {SERVER: address(OTHER_SERVER)}
        self.assert_counted("drop_dhcp_other_server",
                            lambda: unanswered.append(self.station.send(REQUEST, elsewhere)))
        self.assertEqual([self.station.answers(asked) for asked in unanswered], [[], [], []])

    def test_a_client_that_the_lma_refuses_is_told_at_once(self):
        self.lab.anchor.told("refuse 152")
        self.assert_refused(options=self.reboot)
        self.assertEqual(self.magd.binding(self.station)["state"], "NULL")
        self.assert_denied()

    def test_a_client_whose_session_an_operator_revokes(self):
        self.station.take()
        self.lab.anchor.told(f"revoke {self.station.mac} 1")
        self.magd.wait_for_state(self.station, "NULL")
        self.assert_denied()

    def test_a_client_that_the_configuration_denies(self):
        self.station.take()
        text = self.magd.config.read_text(encoding="utf-8")
        self.addCleanup(self.reload, text)
        self.reload(text + f'[[client]]\nmac = "{self.station.mac}"\ndeny = true\n')
        self.magd.wait_for_state(self.station, None)
        self.assert_denied()
        self.assertIsNone(self.magd.binding(self.station))

    def reload(self, text):
        self.magd.config.write_text(text, encoding="utf-8")
        self.magd.call("reload")

    def test_a_client_that_the_lma_refuses_for_a_while_hears_nothing(self):
        self.assert_silent("refuse 130", "NULL", lma_answers=True)

    def test_a_client_whose_lma_is_yet_to_answer_hears_nothing(self):
        self.assert_silent("silent", "INIT")

    def assert_silent(self, behaviour, state, lma_answers=False):
        self.lab.anchor.told(behaviour)
        asked = []
        for how in ({"options": self.reboot}, {"ciaddr": HOME_ADDRESS}):
            refused = self.magd.counters()["pba_rejected"]
            asked.append(self.station.send(REQUEST, **how))
            self.magd.wait_for_state(self.station, state)
            if lma_answers:
                wait_until(lambda: self.magd.counters()["pba_rejected"] > refused, "the LMA to refuse the client")
        self.assert_counted("drop_dhcp_no_address", lambda: self.station.send(REQUEST))
        self.assertEqual([self.station.answers(each) for each in asked], [[], []])


if __name__ == "__main__":
    unittest.main()
