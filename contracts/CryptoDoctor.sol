// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {Office} from "./Office.sol";
import {Timeline} from "./Timeline.sol";
import {ICases} from "./interfaces/ICases.sol";
import {ICredentialGate} from "./interfaces/ICredentialGate.sol";
import {IDirectory} from "./interfaces/IDirectory.sol";
import {IEntropy} from "./interfaces/IEntropy.sol";
import {CaseId, DoctorId, PairId, SeatKey} from "./interfaces/Ids.sol";
import {Ballot} from "./libraries/Ballot.sol";
import {Bounty} from "./libraries/Bounty.sol";
import {Panel, Panels} from "./libraries/Panels.sol";
import {Report} from "./libraries/Report.sol";
import {Reputation} from "./libraries/Reputation.sol";
import {Request} from "./libraries/Request.sol";
import {DoctorEntry, PackedStanding, Standings} from "./libraries/Standings.sol";
import {Sortition} from "./libraries/Sortition.sol";

/// @notice See ICryptoDoctor.
contract CryptoDoctor is Timeline, ICases {
    using Panels for Panel;
    using Standings for PackedStanding;

    uint256 private constant MAX_BACKUP = 512; // bytes of a commit event
    uint256 private constant MAX_REPLACEMENTS = 2;
    uint256 private constant MAX_WAVES = 3;
    uint256 private constant LEAST_SEATS = 3;
    uint256 private constant LEAK_SLASH = 5_000;
    uint256 private constant POOL_PART = 64;

    /// @dev How a seat ends; all 0: neither reward nor punishment.
    struct Outcome {
        uint256 pay;
        uint256 gained; // reputation
        uint256 lost; // reputation
        uint256 slashShare; // of the bond, basis points
    }

    /// @dev What a seat of a case can earn.
    struct Tariff {
        uint256 seatPay;
        uint256 readingFee;
        uint256 gain; // reputation
    }

    IEntropy public immutable entropy;
    /// @notice The code for every selector that is not here; made by the constructor, so that nobody chooses it.
    address public immutable office;

    uint16 private immutable READING_SHARE;
    uint16 private immutable WRONG_SLASH;
    uint16 private immutable SILENT_SLASH;

    constructor(
        IERC20 token_,
        IEntropy entropy_,
        ICredentialGate gate_,
        IDirectory directory_,
        Parameters memory p
    ) Timeline(token_, gate_, directory_, p) {
        _bound(p.seedDelay, 1, 64, "seedDelay");
        _bound(p.reportTime, 1, 1 days, "reportTime");
        _bound(p.commitTime, 1, 3 days, "commitTime");
        _bound(p.grace, 0, 1 days, "grace");
        _bound(p.revealTime, 1, 1 days, "revealTime");
        _bound(p.closeTime, 0, 1 days, "closeTime");
        _bound(p.floorShare, 1_000, Bounty.ONE, "floorShare");
        _bound(p.readingShare, 0, 5_000, "readingShare");
        _bound(p.wrongSlash, 0, 2_500, "wrongSlash");
        _bound(p.silentSlash, 2 * uint256(p.wrongSlash), 5_000, "silentSlash");
        (entropy, office) = (entropy_, address(new Office(token_, gate_, directory_, p)));
        (READING_SHARE, WRONG_SLASH, SILENT_SLASH) = (p.readingShare, p.wrongSlash, p.silentSlash);
        emit Deployed(p);
    }

    /// @dev Every selector that is not here runs in the office, on this contract's storage and in this contract's name.
    fallback(bytes calldata call) external returns (bytes memory) {
        return Address.functionDelegateCall(office, call);
    }

    // ───────────────────────────────────────────── opening ───────────────────────────────────────────

    function openCase(CaseRequest calldata request, Permit calldata permit) external returns (CaseId) {
        return _open(msg.sender, request, permit);
    }

    function openCaseFor(
        address patient,
        CaseRequest calldata request,
        Permit calldata permit,
        uint40 expiry,
        bytes calldata signature
    ) external returns (CaseId) {
        _until(expiry);
        _checkSignature(
            patient,
            _hashTypedDataV4(Request.hash(patient, request, _openings[patient]++, expiry)),
            signature
        );
        return _open(patient, request, permit);
    }

    function _open(
        address patient,
        CaseRequest calldata request,
        Permit calldata permit
    ) private returns (CaseId caseId) {
        uint96 fee = _admission(request);
        caseId = CaseId.wrap(++_cases);
        Case storage c = _case[caseId];
        c.patient = patient;
        _start(c, request, 1);
        emit CaseOpened(caseId, patient, PairId.unwrap(request.pair), request, fee, c.seedBlock, _reportEnd(c));
        _deposit(patient, uint256(request.maximum) + fee, permit);
    }

    function extend(CaseId caseId, CaseRequest calldata request, Permit calldata permit) external {
        // Check
        Case storage c = _inState(caseId, State.NoQuorum);
        if (msg.sender != c.patient) revert NotPatient(msg.sender);
        if (c.wave == MAX_WAVES) revert TooManyWaves(caseId);
        _until(c.deadline);
        uint96 fee = _admission(request);

        // Effect
        uint256 left = c.maximum;
        _earlier[_key(caseId, c.wave, 0)] = c.panel;
        (c.replacements, c.reseeded) = (0, false);
        (c.share, c.set, c.maskedClass, c.confidence) = (0, 0, 0, 0);
        (c.committed, c.revealed, c.flagged, c.voided, c.accepted) = (0, 0, 0, 0, 0);
        (c.panel, c.deadline) = (Panel.wrap(0), 0);
        _start(c, request, c.wave + 1);
        emit CaseExtended(
            caseId,
            msg.sender,
            PairId.unwrap(request.pair),
            request,
            c.wave,
            fee,
            c.seedBlock,
            _reportEnd(c)
        );

        // Interaction
        uint256 due = uint256(request.maximum) + fee;
        if (left > due) _credits[msg.sender] += left - due;
        else _deposit(msg.sender, due - left, permit);
    }

    /// @dev What a case may name and has to offer, whichever wave it is.
    function _admission(CaseRequest calldata request) private view returns (uint96 fee) {
        uint96 minSeatPay;
        (fee, minSeatPay) = directory.admission(request.pair, request.model);
        uint96[2] storage bonds = _bonds[request.pair];
        if (bonds[0] < PAIR_BOND || bonds[1] < PAIR_BOND) revert PairNotBonded(PairId.unwrap(request.pair));
        uint8 n = request.seats;
        if (n != 3 && n != 5 && n != 7) revert WrongSeats(n);
        uint256 least = uint256(minSeatPay) * n;
        if (least < n) least = n; // never a case that pays nothing
        if (request.maximum < least) revert BountyTooSmall(request.maximum, least);
        if (request.caseCommit == 0) revert EmptyCommitment();
    }

    function _start(Case storage c, CaseRequest calldata request, uint8 wave) private {
        (c.maximum, c.caseCommit) = (request.maximum, request.caseCommit);
        (c.state, c.seats, c.wave) = (State.Open, request.seats, wave);
        (c.pair, c.model, c.registry) = (request.pair, request.model, _doctorCount);
        (c.openedAt, c.seedBlock) = (uint32(block.timestamp), uint40(block.number + SEED_DELAY));
    }

    function cancel(CaseId caseId) external {
        Case storage c = _inState(caseId, State.Open);
        if (msg.sender != c.patient) revert NotPatient(msg.sender);
        if (block.number > c.seedBlock) revert TooLate(c.seedBlock, block.number);
        c.state = State.Cancelled;
        emit CaseCancelled(caseId, _refund(c, uint256(c.maximum) + directory.feeOf(c.pair)));
    }

    // ───────────────────────────────────────────── report and draw ───────────────────────────────────

    function report(ReportData calldata data, bytes calldata signature0, bytes calldata signature1) external {
        // Check
        Case storage c = _inState(data.caseId, State.Open);
        (address signer0, address signer1, uint96 fee, bytes32 model, uint96 minSeatPay, uint8 labels) = directory
            .reporting(c.pair, c.model);
        if (!Report.validConfidence(data.confidence)) revert ConfidenceOutOfRange(data.confidence);
        if (data.maskedClass >= labels) revert ClassOutOfRange(data.maskedClass, labels);
        bytes32 digest = _hashTypedDataV4(Report.hash(data, c.wave, c.pair, model));
        _checkSignature(signer0, digest, signature0);
        _checkSignature(signer1, digest, signature1);

        // Effect
        (c.set, c.maskedClass, c.confidence) = (data.set, data.maskedClass, data.confidence);
        _fees[c.pair] += fee;
        emit CaseReported(data.caseId, data.set, data.maskedClass, data.confidence, data.h0, data.h1);
        _drawPanel(data.caseId, c, Bounty.share(FLOOR_SHARE, data.confidence), minSeatPay);
    }

    function skipReport(CaseId caseId) external {
        Case storage c = _inState(caseId, State.Open);
        _after(_reportEnd(c));
        _credits[c.patient] += directory.feeOf(c.pair);
        emit ReportSkipped(caseId);
        _drawPanel(caseId, c, Bounty.ONE, 0);
    }

    function reseed(CaseId caseId) external {
        Case storage c = _inState(caseId, State.Open);
        if (_seed(c) != 0) revert SeedAvailable(c.seedBlock);
        if (c.reseeded) {
            c.state = State.Refunded;
            emit CaseRefunded(caseId, _refund(c, uint256(c.maximum) + directory.feeOf(c.pair)));
            return;
        }
        (c.reseeded, c.seedBlock) = (true, uint40(block.number + SEED_DELAY));
        emit Reseeded(caseId, c.seedBlock);
    }

    /// @dev The panel is a function of the seed, the registry at opening time and the price: not of caller or time.
    function _drawPanel(CaseId caseId, Case storage c, uint256 share, uint256 minSeatPay) private {
        bytes32 seed = _seed(c);
        if (seed == 0) revert SeedLost(c.seedBlock);
        uint256 n = c.seats;
        uint256 least = Bounty.leastShare(c.maximum, minSeatPay, n);
        if (share < least) share = least;
        (Panel panel, uint256 filled) = Sortition.draw(_doctors, _terms(caseId, c, seed, share, n));
        if (filled < LEAST_SEATS) {
            c.state = State.Refunded;
            emit CaseRefunded(caseId, _refund(c, c.maximum));
            return;
        }
        if (filled < n) {
            filled = filled - 1 + (filled % 2); // the largest odd panel
            panel = panel.head(filled);
            share = (share * filled + n - 1) / n; // the same for each seat, and not less by rounding
            n = filled;
        }
        uint32 commitEnd = uint32(block.timestamp + COMMIT_TIME);
        (c.state, c.seats, c.share) = (State.Voting, uint8(n), uint16(share));
        (c.panel, c.deadline) = (panel, commitEnd);
        for (uint256 i = 0; i < n; ++i) {
            DoctorEntry storage doctor = _doctors[panel.seat(i)];
            doctor.standing = doctor.standing.seated();
        }
        emit PanelDrawn(caseId, c.wave, Bounty.seatPay(c.maximum, share, n) * n, commitEnd, Panel.unwrap(panel));
    }

    /// @return 0 if the seed block is out of reach
    function _seed(Case storage c) private view returns (bytes32) {
        if (block.number <= c.seedBlock) revert SeedPending(c.seedBlock, block.number);
        return entropy.seed(c.seedBlock);
    }

    function _terms(
        CaseId caseId,
        Case storage c,
        bytes32 seed,
        uint256 share,
        uint256 n
    ) private view returns (Sortition.Draw memory d) {
        (d.seed, d.registry, d.openedAt, d.share) = (seed, c.registry, c.openedAt, share);
        (d.seatPay, d.patient, d.count) = (Bounty.seatPay(c.maximum, share, n), c.patient, n);
        d.panel = c.panel;
        for (uint256 wave = 1; wave < c.wave; ++wave) d.earlier[wave - 1] = _earlier[_key(caseId, wave, 0)];
    }

    // ───────────────────────────────────────────── voting ────────────────────────────────────────────

    function commit(CaseId caseId, uint8 seat, bytes32 commitment, bytes calldata backup) external {
        Case storage c = _inState(caseId, State.Voting);
        _ownSeat(caseId, c, seat);
        _commit(caseId, c, seat, msg.sender, commitment, backup);
    }

    function commitBatch(CaseId caseId, SignedCommit[] calldata commits) external {
        Case storage c = _inState(caseId, State.Voting);
        for (uint256 i = 0; i < commits.length; ++i) {
            SignedCommit calldata entry = commits[i];
            bytes32 backupHash = keccak256(entry.backup);
            bytes32 digest = _hashTypedDataV4(
                keccak256(abi.encode(Ballot.COMMIT, caseId, c.wave, entry.seat, entry.commitment, backupHash))
            );
            address doctor = _licensed(_seated(caseId, c, entry.seat));
            _checkSignature(doctor, digest, entry.signature);
            _commit(caseId, c, entry.seat, doctor, entry.commitment, entry.backup);
        }
    }

    function _commit(
        CaseId caseId,
        Case storage c,
        uint256 seat,
        address doctor,
        bytes32 commitment,
        bytes calldata backup
    ) private {
        if (commitment == 0) revert EmptyCommitment();
        if (backup.length > MAX_BACKUP) revert BackupTooLong(backup.length);
        _mayVote(caseId, c, seat);
        c.committed |= uint8(1 << seat);
        _ballots[_key(caseId, c.wave, seat)] = commitment;
        emit Committed(caseId, doctor, seat, commitment, backup);
        _startReveal(caseId, c);
    }

    function flag(CaseId caseId, uint8 seat) external {
        Case storage c = _inState(caseId, State.Voting);
        _ownSeat(caseId, c, seat);
        _mayVote(caseId, c, seat);
        c.flagged |= uint8(1 << seat);
        emit Flagged(caseId, msg.sender, seat);
        if (2 * _count(c.flagged) > c.seats) _endUnavailable(caseId, c);
        else _startReveal(caseId, c);
    }

    function decline(CaseId caseId, uint8 seat) external {
        Case storage c = _inState(caseId, State.Voting);
        if (_doctors[_seated(caseId, c, seat)].licence.account != msg.sender) {
            revert NotSeated(caseId, seat, msg.sender);
        }
        _mayVote(caseId, c, seat);
        // Giving a seat back in time is never silence, even if it was accepted before.
        c.accepted &= ~uint8(1 << seat);
        _endSeat(caseId, c, seat, _absence(c, seat));
        _passOn(caseId, c, seat);
    }

    function replaceMissing(CaseId caseId, uint8 seat) external {
        Case storage c = _inState(caseId, State.Voting);
        DoctorId id = _seated(caseId, c, seat);
        _mayVote(caseId, c, seat);
        if (_doctors[id].licence.expiry >= block.timestamp) _after(c.deadline);
        // Off the seat at once, so that a replaced doctor owes nothing to the case's end.
        _pool += uint128(_endSeat(caseId, c, seat, _absence(c, seat)));
        c.accepted &= ~uint8(1 << seat);
        if (!_redraw(caseId, c, seat)) revert NoReplacement(caseId, seat);
    }

    function snitch(CaseId caseId, uint8 seat, bytes16 tag, bytes32 salt) external {
        // Check
        Case storage c = _inState(caseId, State.Voting);
        address doctor = _doctors[_seated(caseId, c, seat)].licence.account;
        uint8 bit = uint8(1 << seat);
        if (c.committed & bit == 0) revert NotCommitted(caseId, seat);
        if (doctor == msg.sender) revert OwnBallot(caseId, seat);
        _until(_revealStart(c) - 1);
        SeatKey key = _key(caseId, c.wave, seat);
        if (_ballots[key] != _ballotDigest(caseId, c.wave, doctor, tag, salt)) revert WrongOpening(caseId, seat);

        // Effect
        Outcome memory o;
        (o.lost, o.slashShare) = (Reputation.SILENT, LEAK_SLASH);
        uint256 slashed = _endSeat(caseId, c, seat, o);
        uint256 reward = slashed / 2;
        _credits[msg.sender] += reward;
        _pool += uint128(slashed - reward);
        (c.committed, c.accepted) = (c.committed & ~bit, c.accepted & ~bit);
        delete _ballots[key];
        emit BallotLeaked(caseId, doctor, seat, msg.sender, reward);
        _passOn(caseId, c, seat);
    }

    /// @dev To the next of the sequence, or to nobody.
    function _passOn(CaseId caseId, Case storage c, uint256 seat) private {
        if (_redraw(caseId, c, seat)) return;
        c.voided |= uint8(1 << seat);
        emit SeatVoided(caseId, seat, _doctors[c.panel.seat(seat)].licence.account);
        _startReveal(caseId, c);
    }

    /// @dev Draws on from the same sequence, past everyone who sits or has sat on the panel.
    function _redraw(CaseId caseId, Case storage c, uint256 seat) private returns (bool) {
        bytes32 seed = _seed(c);
        if (c.replacements == MAX_REPLACEMENTS || seed == 0) return false;
        // Half of the grace period is kept for the newcomer.
        if (block.timestamp > uint256(c.deadline) + GRACE / 2) return false;
        uint256 n = c.seats;
        Sortition.Draw memory d = _terms(caseId, c, seed, c.share, n);
        DoctorId old = d.panel.seat(seat);
        // The old id moves behind the seats: still taken, no longer seated.
        d.panel = d.panel.put(seat, DoctorId.wrap(0)).put(n + c.replacements, old);
        (d.first, d.count) = (seat, 1);
        (Panel panel, uint256 filled) = Sortition.draw(_doctors, d);
        if (filled == 0) return false;
        c.panel = panel;
        ++c.replacements;
        DoctorEntry storage doctor = _doctors[panel.seat(seat)];
        doctor.standing = doctor.standing.seated();
        emit SeatReplaced(caseId, seat, _doctors[old].licence.account, doctor.licence.account);
        return true;
    }

    function reveal(CaseId caseId, bytes32 codebookRoot, bytes32 rest, Opening[] calldata openings) external {
        // Check
        Case storage c = _inState(caseId, State.Voting);
        _after(_revealStart(c) - 1);
        _until(_revealEnd(c));
        bool ownCodebook = keccak256(abi.encode(codebookRoot, rest)) == c.caseCommit;
        // Effect
        for (uint256 i = 0; i < openings.length; ++i) {
            _reveal(caseId, c, ownCodebook ? codebookRoot : bytes32(0), openings[i]);
        }
        if (_complete(c)) _settle(caseId, c);
    }

    function _reveal(CaseId caseId, Case storage c, bytes32 root, Opening calldata o) private {
        uint256 bit = 1 << o.seat;
        if (c.committed & bit == 0) revert NotCommitted(caseId, o.seat);
        if (c.revealed & bit != 0) return;
        address doctor = _doctors[_seated(caseId, c, o.seat)].licence.account;
        SeatKey key = _key(caseId, c.wave, o.seat);
        if (_ballots[key] != _ballotDigest(caseId, c.wave, doctor, o.tag, o.salt)) {
            revert WrongOpening(caseId, o.seat);
        }
        if (!Ballot.isConstant(o.tag)) {
            if (root == 0) revert WrongCodebook(caseId);
            if (!Ballot.inCodebook(root, o.tag, o.proof)) revert NotInCodebook(caseId, o.tag);
        }
        c.revealed |= uint8(bit);
        _ballots[key] = bytes32(o.tag) | bytes32(uint256(1));
        emit Revealed(caseId, doctor, o.seat, o.tag);
    }

    // ───────────────────────────────────────────── endings ───────────────────────────────────────────

    function settle(CaseId caseId) external {
        Case storage c = _inState(caseId, State.Voting);
        if (!_complete(c)) _after(_revealEnd(c));
        _settle(caseId, c);
    }

    /// @dev Never calls out. What a seat does not earn goes to the pool, never to its peers.
    function _settle(CaseId caseId, Case storage c) private {
        uint256 n = c.seats;
        uint256 voided = c.voided;
        Tariff memory t = _tariff(c);
        bytes16[8] memory tags = _tags(caseId, c);
        (bytes16 winner, uint256 votes) = Ballot.plurality(tags, n);
        // A majority of seats, not of those who voted: silence cannot make a quorum.
        if (2 * votes <= n) winner = 0;
        uint256 paid;
        uint256 pooled;
        for (uint256 i = 0; i < n; ++i) {
            if (voided & (1 << i) != 0) continue;
            Outcome memory o = tags[i] == 0 ? _absence(c, i) : _vote(t, tags[i], winner);
            pooled += _endSeat(caseId, c, i, o);
            paid += o.pay;
        }
        if (winner != 0) {
            uint256 bounty = t.seatPay * n;
            c.state = State.Settled;
            pooled += bounty - paid;
            emit CaseSettled(caseId, winner, votes, paid, _refund(c, c.maximum - bounty), pooled);
            if (pooled != 0) _pool += uint128(pooled);
        } else {
            uint32 closeEnd = uint32(block.timestamp + CLOSE_TIME);
            (c.state, c.deadline) = (State.NoQuorum, closeEnd);
            uint256 fromPool = _fromPool(c, paid);
            c.maximum -= uint96(paid - fromPool);
            _pool = uint128(_pool + pooled - fromPool);
            emit NoQuorum(caseId, paid, fromPool, closeEnd);
        }
    }

    /// @dev The pool's only way out. A case that was not reported cost no node fee, and so gets nothing.
    function _fromPool(Case storage c, uint256 paid) private view returns (uint256 part) {
        if (c.confidence == 0) return 0;
        part = (uint256(_pool) + POOL_PART - 1) / POOL_PART;
        if (part > paid) part = paid;
    }

    /// @param winner 0 without a quorum: whoever read the picture then gets the reading fee, and nobody was wrong
    function _vote(Tariff memory t, bytes16 tag, bytes16 winner) private view returns (Outcome memory o) {
        if (tag == winner) (o.pay, o.gained) = (t.seatPay, t.gain);
        else if (winner == 0 || Ballot.isConstant(tag)) o.pay = t.readingFee;
        else (o.lost, o.slashShare) = (Reputation.WRONG, WRONG_SLASH);
    }

    /// @dev A seat without an open ballot: flagged, silent after a commitment or an acceptance, or never taken.
    function _absence(Case storage c, uint256 seat) private view returns (Outcome memory o) {
        uint256 bit = 1 << seat;
        if (c.flagged & bit != 0) return o;
        if ((c.committed | c.accepted) & bit == 0) o.lost = Reputation.DECLINED;
        else (o.lost, o.slashShare) = (Reputation.SILENT, SILENT_SLASH);
    }

    function _tariff(Case storage c) private view returns (Tariff memory t) {
        uint256 share = c.share;
        t.seatPay = Bounty.seatPay(c.maximum, share, c.seats);
        t.readingFee = (t.seatPay * READING_SHARE) / Bounty.ONE;
        t.gain = Reputation.gain(share);
    }

    function close(CaseId caseId) external {
        Case storage c = _inState(caseId, State.NoQuorum);
        _after(c.deadline);
        c.state = State.Refunded;
        emit CaseRefunded(caseId, _refund(c, c.maximum));
    }

    /// @dev Nobody is punished: whose fault it was is not known here. Who looked gets the reading fee, no more.
    function _endUnavailable(CaseId caseId, Case storage c) private {
        uint256 paid;
        uint256 fee = _tariff(c).readingFee;
        for (uint256 i = 0; i < c.seats; ++i) {
            if (c.voided & (1 << i) != 0) continue;
            Outcome memory o;
            if ((c.committed | c.flagged) & (1 << i) != 0) o.pay = fee;
            _endSeat(caseId, c, i, o);
            paid += o.pay;
        }
        c.state = State.Unavailable;
        emit CaseUnavailable(caseId, paid, _refund(c, c.maximum - paid));
    }

    /// @dev The one place where a seat ends: pay, slash, reputation, and the doctor's count of unsettled seats.
    function _endSeat(CaseId caseId, Case storage c, uint256 seat, Outcome memory o) private returns (uint256 slashed) {
        DoctorId id = c.panel.seat(seat);
        DoctorEntry storage doctor = _doctors[id];
        PackedStanding s = doctor.standing.ended(o.pay);
        if (o.gained != 0) s = Reputation.raise(s, block.timestamp, o.gained);
        else if (o.lost != 0) s = Reputation.lower(s, block.timestamp, o.lost);
        if (o.slashShare != 0) {
            uint256 bond = doctor.bond;
            slashed = (bond * o.slashShare) / Bounty.ONE;
            bond -= slashed;
            doctor.bond = uint128(bond);
            if (bond < MIN_BOND / 2) s = s.away();
        }
        doctor.standing = s;
        emit SeatSettled(caseId, id, seat, o.pay, slashed, s.reputation());
    }

    // ───────────────────────────────────────────── checks ────────────────────────────────────────────

    function _startReveal(CaseId caseId, Case storage c) private {
        if (!_everyoneVoted(c)) return;
        c.deadline = uint32(block.timestamp);
        emit RevealStarted(caseId, _revealEnd(c));
    }

    function _ownSeat(CaseId caseId, Case storage c, uint256 seat) private view {
        if (_licensed(_seated(caseId, c, seat)) != msg.sender) revert NotSeated(caseId, seat, msg.sender);
    }

    /// @dev A licence may end between draw and vote.
    function _licensed(DoctorId id) private view returns (address) {
        Licence storage licence = _doctors[id].licence;
        if (licence.expiry < block.timestamp) revert LicenceOver(id, licence.expiry);
        return licence.account;
    }

    /// @dev A seat votes once: commits, flags or declines, before the reveals start.
    function _mayVote(CaseId caseId, Case storage c, uint256 seat) private view {
        if ((c.committed | c.flagged | c.voided) & (1 << seat) != 0) revert AlreadyVoted(caseId, seat);
        _until(uint256(c.deadline) + GRACE - 1);
    }

    function _count(uint8 bits) private pure returns (uint256 ones) {
        for (; bits != 0; bits &= bits - 1) ++ones;
    }

    function _bound(uint256 value, uint256 least, uint256 most, string memory name) private pure {
        if (value < least || value > most) revert ParameterOutOfBounds(name);
    }
}
