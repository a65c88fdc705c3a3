// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";
import {CryptoDoctor} from "../../../contracts/CryptoDoctor.sol";
import {Directory} from "../../../contracts/Directory.sol";
import {TestUSD} from "../../../contracts/TestUSD.sol";
import {IssuerGate} from "../../../contracts/gates/IssuerGate.sol";
import {ICredentialGate} from "../../../contracts/interfaces/ICredentialGate.sol";
import {ICryptoDoctor} from "../../../contracts/interfaces/ICryptoDoctor.sol";
import {IDirectory} from "../../../contracts/interfaces/IDirectory.sol";
import {IRecords} from "../../../contracts/interfaces/IRecords.sol";
import {CaseId, ModelId, PairId} from "../../../contracts/interfaces/Ids.sol";
import {Dice} from "./Dice.sol";
import {vm} from "./Vm.sol";

/// @title Everyone who may call: patients, doctors, nodes, strangers; honest, late, silent or hostile
/// @notice Each public function is one action with random arguments. What the contracts refuse is refused; what they
/// allow must leave every invariant standing.
contract Handler is IRecords {
    uint256 internal constant DOCTORS = 9;
    PairId internal constant PAIR = PairId.wrap(1);
    uint256 internal constant USD = 1e6;
    bytes32 internal constant REST = keccak256("rest");

    struct Sealed {
        bytes16 tag;
        bytes32 salt;
    }

    TestUSD public immutable token = new TestUSD();
    Dice public immutable dice = new Dice();
    Directory public immutable directory = new Directory(address(this));
    IssuerGate public immutable gate = new IssuerGate(vm.addr(0x155));
    ICryptoDoctor public immutable core;

    address[3] public patients = [address(0xA1), address(0xA2), address(0xA3)];
    uint256[2] internal keys = [uint256(0xB0), 0xB1];
    mapping(CaseId id => mapping(uint256 wave => mapping(uint256 seat => mapping(address => Sealed)))) internal _sealed;
    uint256 public calls;

    constructor() {
        core = ICryptoDoctor(address(new CryptoDoctor(token, dice, ICredentialGate(gate), directory, _parameters())));
        address[2] memory signers = [vm.addr(keys[0]), vm.addr(keys[1])];
        bytes32[2] memory none;
        directory.admitPair(IDirectory.Pair(signers, none, none, ["a", "b"], 3, true));
        directory.admitModel(keccak256("model"), uint96(2 * USD), 3, "");
        for (uint256 i = 0; i < 3; ++i) _fund(patients[i]);
        for (uint256 i = 0; i < 2; ++i) {
            _fund(signers[i]);
            vm.prank(signers[i]);
            core.bondPair(PAIR, uint8(i), uint96(50 * USD), _noPermit());
        }
        for (uint256 i = 0; i < DOCTORS; ++i) _register(i, 4_000_000_000);
    }

    function doctor(uint256 i) public pure returns (address) {
        return address(uint160(0xD00 + (i % DOCTORS)));
    }

    // ───────────────────────────────────────────── patients ──────────────────────────────────────────

    function open(uint256 who, uint256 size, uint96 maximum) external {
        CaseRequest memory request = _request(CaseId.wrap(_cases() + 1), 1, size, maximum);
        _as(who % 7 == 0 ? doctor(who) : patients[who % 3]);
        try core.openCase(request, _noPermit()) returns (CaseId) {} catch {}
    }

    function cancel(uint256 pick) external {
        CaseId id = _any(pick);
        _as(core.getCase(id).patient);
        try core.cancel(id) {} catch {}
    }

    function extend(uint256 pick, uint256 size, uint96 maximum) external {
        CaseId id = _in(pick, State.NoQuorum);
        CaseView memory c = core.getCase(id);
        _as(c.patient);
        try core.extend(id, _request(id, c.wave + 1, size, maximum), _noPermit()) {} catch {}
    }

    function claim(uint256 pick) external {
        CaseId id = _any(pick);
        _as(core.getCase(id).patient);
        try core.claimRefund(id, address(0xC1A1)) returns (uint256) {} catch {}
    }

    // ───────────────────────────────────────────── nodes and strangers ───────────────────────────────

    function report(uint256 pick, uint16 confidence, bool forged) external {
        CaseId id = _in(pick, State.Open);
        CaseView memory c = core.getCase(id);
        _skipBlocks(3);
        ReportData memory data = ReportData(id, 0, 1, (confidence % 40) * 250 + 250, "h0", "h1");
        bytes32 digest = _typed(
            keccak256(
                abi.encode(
                    keccak256(
                        "Report(uint256 caseId,uint8 wave,uint16 pair,bytes32 model,uint8 set,uint8 maskedClass,uint16 confidence,bytes32 h0,bytes32 h1)"
                    ),
                    id,
                    c.wave,
                    c.pair,
                    keccak256("model"),
                    data.set,
                    data.maskedClass,
                    data.confidence,
                    data.h0,
                    data.h1
                )
            )
        );
        try core.report(data, _sign(keys[0], digest), _sign(forged ? keys[0] : keys[1], digest)) {} catch {}
    }

    function rejectDealing(uint256 pick, uint8 set, bool forged) external {
        CaseId id = _in(pick, State.Open);
        CaseView memory c = core.getCase(id);
        _skipBlocks(3);
        bytes32 digest = _typed(
            keccak256(
                abi.encode(
                    keccak256("Rejection(uint256 caseId,uint8 wave,uint16 pair,uint8 set,bytes32 evidence)"),
                    id,
                    c.wave,
                    c.pair,
                    set,
                    bytes32("evidence")
                )
            )
        );
        bytes memory second = _sign(forged ? keys[0] : keys[1], digest);
        try core.rejectDealing(id, set, "evidence", _sign(keys[0], digest), second) {} catch {}
    }

    function skipReport(uint256 pick, bool early) external {
        CaseId id = _in(pick, State.Open);
        if (!early) _until(core.getCase(id).reportEnd + 1);
        _skipBlocks(3);
        try core.skipReport(id) {} catch {}
    }

    function reseed(uint256 pick, bool lost) external {
        CaseId id = _in(pick, State.Open);
        _skipBlocks(3);
        if (lost) dice.lose(core.getCase(id).seedBlock);
        try core.reseed(id) {} catch {}
    }

    function replaceMissing(uint256 pick, uint8 seat) external {
        CaseId id = _in(pick, State.Voting);
        _until(core.getCase(id).commitEnd + 1);
        try core.replaceMissing(id, seat % 7) {} catch {}
    }

    function snitch(uint256 pick, uint8 seat) external {
        CaseId id = _in(pick, State.Voting);
        (address who, Sealed storage s) = _ballot(id, seat);
        if (who == address(0)) return;
        _as(address(0x57));
        try core.snitch(id, seat % 7, s.tag, s.salt) {} catch {}
    }

    function settle(uint256 pick, bool wait) external {
        CaseId id = _in(pick, State.Voting);
        if (wait) _until(core.getCase(id).revealEnd + 1);
        try core.settle(id) {} catch {}
    }

    function close(uint256 pick, bool wait) external {
        CaseId id = _in(pick, State.NoQuorum);
        if (wait) _until(core.getCase(id).closeEnd + 1);
        try core.close(id) {} catch {}
    }

    function pass(uint16 time, uint8 blocks) external {
        vm.warp(block.timestamp + (time % 2_000));
        _skipBlocks(blocks % 5);
    }

    function pause(bool paused) external {
        directory.pauseNewCases(paused && calls++ % 4 == 0);
    }

    // ───────────────────────────────────────────── doctors ───────────────────────────────────────────

    /// @dev Half of all votes agree; some cannot decide.
    function commit(uint256 pick, uint8 seat, uint256 vote) external {
        CaseId id = _in(pick, State.Voting);
        CaseView memory c = core.getCase(id);
        if (c.seats == 0) return;
        seat = uint8(seat % c.seats);
        address who = core.seats(id)[seat].doctor;
        bytes16 tag = vote % 8 == 7 ? bytes16(uint128(1)) : _tag(id, c.wave, vote % 2 == 0 ? 0 : vote % 8);
        bytes32 salt = keccak256(abi.encode(vote));
        bytes32 digest = core.ballotDigest(id, uint8(c.wave), who, tag, salt);
        _as(who);
        try core.commit(id, seat, digest, "") {
            _sealed[id][c.wave][seat][who] = Sealed(tag, salt);
        } catch {}
    }

    function commitAll(uint256 pick, uint256 vote) external {
        CaseId id = _in(pick, State.Voting);
        uint256 seats = core.getCase(id).seats;
        for (uint8 seat = 0; seat < seats; ++seat) this.commit(pick, seat, seat == 0 ? vote : 0);
    }

    function reveal(uint256 pick, uint8 from, bool wait) external {
        CaseId id = _in(pick, State.Voting);
        CaseView memory c = core.getCase(id);
        if (wait) _until(c.revealStart);
        for (uint8 i = 0; i < c.seats; ++i) {
            uint8 seat = uint8((i + from) % c.seats);
            (address who, Sealed storage s) = _ballot(id, seat);
            if (who == address(0) || core.getCase(id).state != State.Voting) continue;
            Opening[] memory openings = new Opening[](1);
            openings[0] = Opening(seat, s.tag, s.salt, _proof(id, c.wave, s.tag));
            try core.reveal(id, _root(id, c.wave), REST, openings) {} catch {}
        }
    }

    function flag(uint256 pick, uint8 seat) external {
        (CaseId id, address who) = _seat(pick, seat);
        _as(who);
        try core.flag(id, seat % 7) {} catch {}
    }

    function decline(uint256 pick, uint8 seat) external {
        (CaseId id, address who) = _seat(pick, seat);
        _as(who);
        try core.decline(id, seat % 7) {} catch {}
    }

    function bond(uint256 who, uint128 amount, bool add) external {
        _as(doctor(who));
        if (add) try core.addBond(amount % uint128(50 * USD), _noPermit()) {} catch {}
        else try core.removeBond(amount % uint128(150 * USD), doctor(who)) {} catch {}
    }

    function available(uint256 who, bool yes) external {
        _as(doctor(who));
        try core.setAvailable(yes || who % 4 != 0) {} catch {}
    }

    function withdraw(uint256 who) external {
        _as(who % 2 == 0 ? doctor(who) : patients[who % 3]);
        try core.withdraw(address(0xC1A1)) returns (uint256) {} catch {}
    }

    function stake(uint8 party, uint96 amount, uint8 what) external {
        party %= 2;
        _as(vm.addr(keys[party]));
        if (what % 4 == 0) try core.bondPair(PAIR, party, amount % uint96(90 * USD), _noPermit()) {} catch {}
        else if (what % 4 == 1) try core.leavePair(PAIR, party, amount % uint96(9 * USD)) {} catch {}
        else if (what % 4 == 2) try core.takePairBond(PAIR, party, address(0xC1A1)) returns (uint256) {} catch {}
        else try core.takeFees(PAIR, party, address(0xC1A1)) returns (uint256) {} catch {}
    }

    /// @dev A call with made-up arguments, by somebody with no role.
    function hostile(uint256 pick, uint8 seat, uint8 what) external {
        CaseId id = _any(pick);
        _as(address(0xBAD));
        if (what % 6 == 0) try core.cancel(id) {} catch {}
        else if (what % 6 == 1) try core.flag(id, seat) {} catch {}
        else if (what % 6 == 2) try core.commit(id, seat, "mine", "") {} catch {}
        else if (what % 6 == 3) try core.claimRefund(id, address(0xBAD)) returns (uint256) {} catch {}
        else if (what % 6 == 4) try core.takeFees(PAIR, seat, address(0xBAD)) returns (uint256) {} catch {}
        else try core.withdraw(address(0xBAD)) returns (uint256) {} catch {}
    }

    // ───────────────────────────────────────────── helpers ───────────────────────────────────────────

    function _parameters() private pure returns (Parameters memory) {
        return Parameters(2, 600, 3_600, 1_200, 900, 300, 4_000, 2_000, 1_000, 2_000, uint96(20 * USD), uint96(50 * USD));
    }

    function _request(CaseId id, uint256 wave, uint256 size, uint96 maximum) private pure returns (CaseRequest memory) {
        bytes32 commitment = keccak256(abi.encode(_root(id, wave), REST));
        uint96 money = uint96(14 * USD) + (maximum % uint96(90 * USD));
        return CaseRequest(PAIR, ModelId.wrap(1), size % 3 == 2 ? 5 : size % 7 == 0 ? 7 : 3, money, commitment, "manifest", "nonce");
    }

    function _register(uint256 i, uint40 expiry) private {
        address who = doctor(i);
        _fund(who);
        bytes32 licence = keccak256("Licence(address doctor,bytes32 person,uint32 institution,uint40 expiry)");
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("CryptoDoctor IssuerGate"),
                keccak256("1"),
                block.chainid,
                address(gate)
            )
        );
        bytes32 digest = keccak256(
            abi.encodePacked("\x19\x01", domain, keccak256(abi.encode(licence, who, bytes32(i + 1), uint32(i + 1), expiry)))
        );
        bytes memory signed = abi.encode(bytes32(i + 1), uint32(i + 1), expiry, _sign(0x155, digest));
        _as(who);
        core.register(Registration(0, 3, "age", uint128(100 * USD)), signed, _noPermit());
    }

    function _fund(address who) private {
        for (uint256 i = 0; i < 20; ++i) {
            _as(who);
            token.faucet();
        }
        _as(who);
        token.approve(address(core), type(uint256).max);
    }

    function _typed(bytes32 structHash) private view returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("CryptoDoctor"),
                keccak256("1"),
                block.chainid,
                address(core)
            )
        );
        return keccak256(abi.encodePacked("\x19\x01", domain, structHash));
    }

    function _sign(uint256 key, bytes32 digest) private pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    function _tag(CaseId id, uint256 wave, uint256 i) private pure returns (bytes16) {
        return bytes16(keccak256(abi.encode("tag", id, wave, i)));
    }

    function _leaf(CaseId id, uint256 wave, uint256 i) private pure returns (bytes32) {
        return keccak256(abi.encode(_tag(id, wave, i)));
    }

    function _node(CaseId id, uint256 wave, uint256 place, uint256 height) private pure returns (bytes32) {
        if (height == 0) return _leaf(id, wave, place);
        return
            Hashes.commutativeKeccak256(
                _node(id, wave, 2 * place, height - 1),
                _node(id, wave, 2 * place + 1, height - 1)
            );
    }

    function _root(CaseId id, uint256 wave) private pure returns (bytes32) {
        return _node(id, wave, 0, 3);
    }

    function _proof(CaseId id, uint256 wave, bytes16 tag) private pure returns (bytes32[3] memory proof) {
        for (uint256 i = 0; i < 8; ++i) {
            if (_tag(id, wave, i) != tag) continue;
            for (uint256 h = 0; h < 3; ++h) proof[h] = _node(id, wave, (i >> h) ^ 1, h);
        }
    }

    function _ballot(CaseId id, uint8 seat) private view returns (address who, Sealed storage s) {
        CaseView memory c = core.getCase(id);
        s = _sealed[id][c.wave][seat % 7][address(0)];
        if (c.state != State.Voting || seat % 7 >= c.seats) return (address(0), s);
        who = core.seats(id)[seat % 7].doctor;
        s = _sealed[id][c.wave][seat % 7][who];
        if (s.salt == 0) who = address(0);
    }

    function _seat(uint256 pick, uint8 seat) private view returns (CaseId id, address who) {
        id = _in(pick, State.Voting);
        CaseView memory c = core.getCase(id);
        who = c.state == State.Voting && seat % 7 < c.seats ? core.seats(id)[seat % 7].doctor : address(0xBAD);
    }

    /// @dev The next case in this state from a random one on; any if there is none.
    function _in(uint256 pick, State state) private view returns (CaseId) {
        uint256 count = _cases();
        for (uint256 i = 0; i < count; ++i) {
            CaseId id = CaseId.wrap(1 + ((pick % count) + i) % count);
            if (core.getCase(id).state == state) return id;
        }
        return CaseId.wrap(count);
    }

    function _any(uint256 pick) private view returns (CaseId) {
        return CaseId.wrap(1 + (pick % (_cases() + 1)));
    }

    function _cases() private view returns (uint256 cases) {
        (cases, , ) = core.totals();
    }

    function _until(uint256 time) private {
        if (time > block.timestamp && time < block.timestamp + 10 days) vm.warp(time);
    }

    function _skipBlocks(uint256 blocks) private {
        vm.roll(block.number + blocks);
    }

    function _as(address who) private {
        vm.prank(who);
    }

    function _noPermit() private pure returns (Permit memory p) {
        return p;
    }
}
