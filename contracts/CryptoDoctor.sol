// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {Timeline} from "./Timeline.sol";
import {ICredentialGate} from "./interfaces/ICredentialGate.sol";
import {IDirectory} from "./interfaces/IDirectory.sol";
import {IEntropy} from "./interfaces/IEntropy.sol";
import {Ballot} from "./libraries/Ballot.sol";
import {Bounty} from "./libraries/Bounty.sol";
import {Report} from "./libraries/Report.sol";
import {Reputation} from "./libraries/Reputation.sol";
import {Sortition} from "./libraries/Sortition.sol";

/// @notice See ICryptoDoctor.
contract CryptoDoctor is Timeline, EIP712 {
    uint256 private constant MAX_BACKUP = 512; // bytes of a commit event
    uint256 private constant MAX_REPLACEMENTS = 2;
    uint256 private constant LEAST_SEATS = 3;

    /// @dev How a seat ends; all 0: neither reward nor punishment.
    struct Outcome {
        uint256 pay;
        uint256 gained; // reputation
        uint256 lost; // reputation
        uint256 slashShare; // of the bond, basis points
    }

    IEntropy public immutable entropy;
    IDirectory public immutable directory;

    uint16 private immutable FLOOR_SHARE;
    uint16 private immutable READING_SHARE;
    uint16 private immutable WRONG_SLASH;
    uint16 private immutable SILENT_SLASH;

    /// @dev key caseId << 16 | wave << 8 | seat; the commitment, overwritten by tag << 128 | 1 when revealed
    mapping(uint256 key => bytes32) private _ballots;

    constructor(
        IERC20 token_,
        IEntropy entropy_,
        ICredentialGate gate_,
        IDirectory directory_,
        Parameters memory p
    ) EIP712("CryptoDoctor", "1") Timeline(token_, gate_, p) {
        _bound(p.floorShare, 1_000, Bounty.ONE, "floorShare");
        _bound(p.readingShare, 0, 5_000, "readingShare");
        _bound(p.wrongSlash, 0, 2_500, "wrongSlash");
        _bound(p.silentSlash, 2 * uint256(p.wrongSlash), 5_000, "silentSlash");
        (entropy, directory) = (entropy_, directory_);
        (FLOOR_SHARE, READING_SHARE) = (p.floorShare, p.readingShare);
        (WRONG_SLASH, SILENT_SLASH) = (p.wrongSlash, p.silentSlash);
        emit Deployed(p);
    }

    // ───────────────────────────────────────────── opening ───────────────────────────────────────────

    function openCase(CaseRequest calldata request, Permit calldata permit) external returns (uint256 caseId) {
        // Check
        (uint96 fee, uint96 minSeatPay) = directory.admission(request.pair, request.model);
        uint8 n = request.seats;
        if (n != 3 && n != 5 && n != 7) revert WrongSeats(n);
        uint256 least = uint256(minSeatPay) * n;
        if (least < n) least = n; // never a case that pays nothing
        if (request.maximum < least) revert BountyTooSmall(request.maximum, least);
        if (request.caseCommit == 0) revert EmptyCommitment();

        // Effect
        caseId = ++_cases;
        Case storage c = _case[caseId];
        uint40 seedBlock = uint40(block.number + SEED_DELAY);
        (c.patient, c.state, c.seats, c.wave) = (msg.sender, State.Open, n, 1);
        (c.pair, c.model) = (request.pair, request.model);
        (c.openedAt, c.seedBlock, c.registry) = (uint32(block.timestamp), seedBlock, _doctorCount);
        (c.maximum, c.fee) = (request.maximum, fee);
        c.caseCommit = request.caseCommit;
        emit CaseOpened(caseId, msg.sender, request.pair, request, fee, seedBlock, _reportEnd(c));

        // Interaction
        _deposit(uint256(request.maximum) + fee, permit);
    }

    function cancel(uint256 caseId) external {
        Case storage c = _inState(caseId, State.Open);
        if (msg.sender != c.patient) revert NotPatient(msg.sender);
        if (block.number > c.seedBlock) revert TooLate(c.seedBlock, block.number);
        c.state = State.Cancelled;
        emit CaseCancelled(caseId, _refund(c, 0));
    }

    // ───────────────────────────────────────────── report and draw ───────────────────────────────────

    function report(ReportData calldata data, bytes calldata signature0, bytes calldata signature1) external {
        // Check
        Case storage c = _inState(data.caseId, State.Open);
        (address[2] memory signers, bytes32 model, uint96 minSeatPay, uint8 labels) = directory.reporting(
            c.pair,
            c.model
        );
        if (!Report.validConfidence(data.confidence)) revert ConfidenceOutOfRange(data.confidence);
        if (data.maskedClass >= labels) revert ClassOutOfRange(data.maskedClass, labels);
        bytes32 digest = _hashTypedDataV4(Report.hash(data, c.wave, c.pair, model));
        _checkSignature(signers[0], digest, signature0);
        _checkSignature(signers[1], digest, signature1);

        // Effect
        (c.set, c.maskedClass, c.confidence) = (data.set, data.maskedClass, data.confidence);
        uint256 half = c.fee / 2;
        _credits[signers[0]] += c.fee - half;
        _credits[signers[1]] += half;
        emit CaseReported(data.caseId, data.set, data.maskedClass, data.confidence, data.h0, data.h1);
        _drawPanel(data.caseId, c, Bounty.price(c.maximum, FLOOR_SHARE, data.confidence), minSeatPay);
    }

    function skipReport(uint256 caseId) external {
        Case storage c = _inState(caseId, State.Open);
        _after(_reportEnd(c));
        emit ReportSkipped(caseId);
        _drawPanel(caseId, c, c.maximum, 0);
    }

    function reseed(uint256 caseId) external {
        Case storage c = _inState(caseId, State.Open);
        if (_seed(c) != 0) revert SeedAvailable(c.seedBlock);
        if (c.reseeded) {
            c.state = State.Refunded;
            emit CaseRefunded(caseId, _refund(c, 0));
            return;
        }
        (c.reseeded, c.seedBlock) = (true, uint40(block.number + SEED_DELAY));
        emit Reseeded(caseId, c.seedBlock);
    }

    /// @dev The panel is a function of the seed, the registry at opening time and the price: not of caller or time.
    function _drawPanel(uint256 caseId, Case storage c, uint256 price, uint256 minSeatPay) private {
        bytes32 seed = _seed(c);
        if (seed == 0) revert SeedLost(c.seedBlock);
        uint256 n = c.seats;
        uint256 seatPay = price / n;
        if (seatPay < minSeatPay) seatPay = minSeatPay;
        (uint256 panel, uint256 filled) = Sortition.draw(_doctors, _terms(c, seed, seatPay, n));
        if (filled < LEAST_SEATS) {
            c.state = State.Refunded;
            emit CaseRefunded(caseId, _refund(c, 0));
            return;
        }
        if (filled < n) {
            n = filled - 1 + (filled % 2); // the largest odd panel
            panel &= (1 << (32 * n)) - 1;
            c.seats = uint8(n);
        }
        c.state = State.Voting;
        c.panel = panel;
        uint96 bounty = uint96(seatPay * n);
        uint32 commitEnd = uint32(block.timestamp + COMMIT_TIME);
        (c.bounty, c.commitEnd) = (bounty, commitEnd);
        address[] memory accounts = new address[](n);
        for (uint256 i = 0; i < n; ++i) {
            Standing storage s = _doctors[Sortition.seat(panel, i)].standing;
            accounts[i] = s.account;
            ++s.active;
        }
        emit PanelDrawn(caseId, c.wave, bounty, commitEnd, accounts);
    }

    /// @return 0 if the seed block is out of reach
    function _seed(Case storage c) private view returns (bytes32) {
        if (block.number <= c.seedBlock) revert SeedPending(c.seedBlock, block.number);
        return entropy.seed(c.seedBlock);
    }

    function _terms(
        Case storage c,
        bytes32 seed,
        uint256 seatPay,
        uint256 n
    ) private view returns (Sortition.Draw memory d) {
        (d.seed, d.registry, d.openedAt, d.seatPay) = (seed, c.registry, c.openedAt, seatPay);
        d.share = (seatPay * n * Bounty.ONE) / c.maximum;
        (d.patient, d.panel, d.count) = (c.patient, c.panel, n);
    }

    // ───────────────────────────────────────────── voting ────────────────────────────────────────────

    function commit(uint256 caseId, uint8 seat, bytes32 commitment, bytes calldata backup) external {
        Case storage c = _inState(caseId, State.Voting);
        _ownSeat(caseId, c, seat, msg.sender);
        _commit(caseId, c, seat, msg.sender, commitment, backup);
    }

    function commitBatch(uint256 caseId, SignedCommit[] calldata commits) external {
        Case storage c = _inState(caseId, State.Voting);
        for (uint256 i = 0; i < commits.length; ++i) {
            SignedCommit calldata entry = commits[i];
            bytes32 backupHash = keccak256(entry.backup);
            bytes32 digest = _hashTypedDataV4(
                keccak256(abi.encode(Ballot.COMMIT, caseId, c.wave, entry.seat, entry.commitment, backupHash))
            );
            address doctor = _seated(caseId, c, entry.seat).account;
            _checkSignature(doctor, digest, entry.signature);
            _commit(caseId, c, entry.seat, doctor, entry.commitment, entry.backup);
        }
    }

    function _commit(
        uint256 caseId,
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

    function flag(uint256 caseId, uint8 seat) external {
        Case storage c = _inState(caseId, State.Voting);
        _ownSeat(caseId, c, seat, msg.sender);
        _mayVote(caseId, c, seat);
        c.flagged |= uint8(1 << seat);
        emit Flagged(caseId, msg.sender, seat);
        if (2 * _count(c.flagged) > c.seats) _endUnavailable(caseId, c);
        else _startReveal(caseId, c);
    }

    function decline(uint256 caseId, uint8 seat) external {
        Case storage c = _inState(caseId, State.Voting);
        _ownSeat(caseId, c, seat, msg.sender);
        _mayVote(caseId, c, seat);
        // Giving a seat back in time is never silence, even if it was accepted before.
        c.accepted &= ~uint8(1 << seat);
        _vacate(caseId, c, seat);
        if (!_redraw(caseId, c, seat)) {
            c.voided |= uint8(1 << seat);
            emit SeatVoided(caseId, seat, msg.sender);
            _startReveal(caseId, c);
        }
    }

    function replaceMissing(uint256 caseId, uint8 seat) external {
        Case storage c = _inState(caseId, State.Voting);
        _seated(caseId, c, seat);
        _mayVote(caseId, c, seat);
        _after(c.commitEnd);
        _vacate(caseId, c, seat);
        c.accepted &= ~uint8(1 << seat);
        if (!_redraw(caseId, c, seat)) revert NoReplacement(caseId, seat);
    }

    /// @dev Takes the doctor off the seat at once, so that a replaced doctor owes nothing to the case's end.
    function _vacate(uint256 caseId, Case storage c, uint256 seat) private {
        _pool += uint128(_endSeat(caseId, c, seat, _outcome(c, seat, 0, 0)));
    }

    /// @dev Draws on from the same sequence, past everyone who sits or has sat on the panel.
    function _redraw(uint256 caseId, Case storage c, uint256 seat) private returns (bool) {
        uint256 n = c.seats;
        uint256 spare = n + c.replacements;
        bytes32 seed = _seed(c);
        if (c.replacements == MAX_REPLACEMENTS || spare > 7 || seed == 0) return false;
        // Half of the grace period is kept for the newcomer.
        if (block.timestamp > uint256(c.commitEnd) + GRACE / 2) return false;
        Sortition.Draw memory d = _terms(c, seed, c.bounty / n, n);
        uint256 old = Sortition.seat(d.panel, seat);
        // The old id moves behind the seats: still taken, no longer seated.
        d.panel = (d.panel & ~(uint256(type(uint32).max) << (32 * seat))) | (old << (32 * spare));
        (d.first, d.count) = (seat, 1);
        (uint256 panel, uint256 filled) = Sortition.draw(_doctors, d);
        if (filled == 0) return false;
        c.panel = panel;
        ++c.replacements;
        Standing storage s = _doctors[Sortition.seat(panel, seat)].standing;
        ++s.active;
        emit SeatReplaced(caseId, seat, _doctors[old].standing.account, s.account);
        return true;
    }

    function presentAcceptance(Acceptance calldata a, bytes calldata signature) external {
        Case storage c = _inState(a.caseId, State.Voting);
        Standing storage s = _seated(a.caseId, c, a.seat);
        if (s.account != a.doctor || a.wave != c.wave) revert NotSeated(a.caseId, a.seat, a.doctor);
        bytes32 digest = _hashTypedDataV4(
            keccak256(abi.encode(Ballot.ACCEPTANCE, a.caseId, a.wave, a.seat, a.doctor, a.recipient, a.expiry))
        );
        _checkSignature(a.doctor, digest, signature);
        c.accepted |= uint8(1 << a.seat);
        emit AcceptancePresented(a.caseId, a.doctor, a.seat);
    }

    function reveal(uint256 caseId, bytes32 codebookRoot, bytes32 rest, Opening[] calldata openings) external {
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

    function _reveal(uint256 caseId, Case storage c, bytes32 root, Opening calldata o) private {
        uint256 bit = 1 << o.seat;
        if (c.committed & bit == 0) revert NotCommitted(caseId, o.seat);
        if (c.revealed & bit != 0) return;
        address doctor = _seated(caseId, c, o.seat).account;
        uint256 key = _key(caseId, c.wave, o.seat);
        if (_ballots[key] != ballotDigest(caseId, c.wave, doctor, o.tag, o.salt)) revert WrongOpening(caseId, o.seat);
        if (!Ballot.isConstant(o.tag)) {
            if (root == 0) revert WrongCodebook(caseId);
            if (!Ballot.inCodebook(root, o.tag, o.proof)) revert NotInCodebook(caseId, o.tag);
        }
        c.revealed |= uint8(bit);
        _ballots[key] = bytes32(o.tag) | bytes32(uint256(1));
        emit Revealed(caseId, doctor, o.seat, o.tag);
    }

    // ───────────────────────────────────────────── endings ───────────────────────────────────────────

    function settle(uint256 caseId) external {
        Case storage c = _inState(caseId, State.Voting);
        if (!_complete(c)) _after(_revealEnd(c));
        _settle(caseId, c);
    }

    /// @dev Never calls out. What a seat does not earn goes to the pool, never to its peers.
    function _settle(uint256 caseId, Case storage c) private {
        uint256 n = c.seats;
        bytes16[8] memory tags = _tags(caseId, c);
        (bytes16 winner, uint256 votes) = Ballot.plurality(tags);
        // A majority of seats, not of those who voted: silence cannot make a quorum.
        if (2 * votes <= n) winner = 0;
        uint256 paid;
        uint256 pooled;
        for (uint256 i = 0; i < n; ++i) {
            if (c.voided & (1 << i) != 0) continue;
            Outcome memory o = _outcome(c, i, tags[i], winner);
            pooled += _endSeat(caseId, c, i, o);
            paid += o.pay;
        }
        if (winner != 0) {
            pooled += c.bounty - paid;
            c.state = State.Settled;
            emit CaseSettled(caseId, winner, votes, paid, _refund(c, c.bounty), pooled);
        } else {
            c.state = State.NoQuorum;
            (c.bounty, c.closeEnd) = (uint96(paid), uint32(block.timestamp + CLOSE_TIME));
            emit NoQuorum(caseId, uint96(paid), c.closeEnd);
        }
        if (pooled != 0) _pool += uint128(pooled);
    }

    /// @param winner 0 without a quorum: whoever read the picture then gets the reading fee, and nobody was wrong
    function _outcome(
        Case storage c,
        uint256 seat,
        bytes16 tag,
        bytes16 winner
    ) private view returns (Outcome memory o) {
        if (tag != 0) {
            if (tag == winner) (o.pay, o.gained) = (c.bounty / c.seats, Reputation.gain(c.bounty, c.maximum));
            else if (winner == 0 || Ballot.isConstant(tag)) o.pay = _readingFee(c);
            else (o.lost, o.slashShare) = (Reputation.WRONG, WRONG_SLASH);
        } else if (c.flagged & (1 << seat) == 0) {
            bool silent = (c.committed | c.accepted) & (1 << seat) != 0;
            o.lost = silent ? Reputation.SILENT : Reputation.DECLINED;
            if (silent) o.slashShare = SILENT_SLASH;
        }
    }

    function close(uint256 caseId) external {
        Case storage c = _inState(caseId, State.NoQuorum);
        _after(c.closeEnd);
        c.state = State.Refunded;
        emit CaseRefunded(caseId, _refund(c, c.bounty));
    }

    /// @dev Nobody is punished: whose fault it was is not known here. Who looked gets the reading fee, no more.
    function _endUnavailable(uint256 caseId, Case storage c) private {
        uint256 paid;
        for (uint256 i = 0; i < c.seats; ++i) {
            if (c.voided & (1 << i) != 0) continue;
            Outcome memory o;
            if ((c.committed | c.flagged) & (1 << i) != 0) o.pay = _readingFee(c);
            _endSeat(caseId, c, i, o);
            paid += o.pay;
        }
        c.state = State.Unavailable;
        emit CaseUnavailable(caseId, uint96(paid), _refund(c, paid));
    }

    /// @dev The one place where a seat ends: pay, slash, reputation, and the doctor's count of unsettled seats.
    function _endSeat(
        uint256 caseId,
        Case storage c,
        uint256 seat,
        Outcome memory o
    ) private returns (uint256 slashed) {
        Doctor storage doctor = _doctors[Sortition.seat(c.panel, seat)];
        Standing memory s = doctor.standing;
        --s.active;
        if (o.gained != 0) Reputation.raise(s, block.timestamp, o.gained);
        if (o.lost != 0) Reputation.lower(s, block.timestamp, o.lost);
        if (o.pay != 0) doctor.funds.credit += uint128(o.pay);
        if (o.slashShare != 0) {
            uint128 bond = doctor.funds.bond;
            slashed = (uint256(bond) * o.slashShare) / Bounty.ONE;
            bond -= uint128(slashed);
            doctor.funds.bond = bond;
            if (bond < MIN_BOND / 2) s.status = Status.Away;
        }
        doctor.standing = s;
        emit SeatSettled(caseId, s.account, seat, uint96(o.pay), uint128(slashed), s.reputation);
    }

    /// @dev Credits the patient with the deposit less what was spent on doctors and, if it was earned, the node fee.
    function _refund(Case storage c, uint256 spent) private returns (uint256 amount) {
        amount = uint256(c.maximum) + (c.confidence == 0 ? c.fee : 0) - spent;
        if (amount != 0) _credits[c.patient] += amount;
    }

    // ───────────────────────────────────────────── views ─────────────────────────────────────────────

    function seats(uint256 caseId) external view returns (SeatView[] memory list) {
        Case storage c = _case[caseId];
        if (c.panel == 0) return list;
        list = new SeatView[](c.seats);
        bytes16[8] memory tags = _tags(caseId, c);
        for (uint256 i = 0; i < list.length; ++i) {
            SeatView memory s = list[i];
            uint256 bit = 1 << i;
            s.id = uint32(Sortition.seat(c.panel, i));
            s.doctor = _doctors[s.id].standing.account;
            s.accepted = c.accepted & bit != 0;
            s.tag = tags[i];
            if (c.voided & bit != 0) s.status = SeatStatus.Voided;
            else if (c.flagged & bit != 0) s.status = SeatStatus.Flagged;
            else if (c.revealed & bit != 0) s.status = SeatStatus.Revealed;
            else if (c.committed & bit != 0) {
                (s.status, s.commitment) = (SeatStatus.Committed, _ballots[_key(caseId, c.wave, i)]);
            }
        }
    }

    function quoteBounty(uint96 maximum, uint16 confidence) external view returns (uint96) {
        if (confidence > Bounty.ONE) revert ConfidenceOutOfRange(confidence);
        return uint96(Bounty.price(maximum, FLOOR_SHARE, confidence));
    }

    function ballotDigest(
        uint256 caseId,
        uint8 wave,
        address doctor,
        bytes16 tag,
        bytes32 salt
    ) public view returns (bytes32) {
        return _hashTypedDataV4(Ballot.hash(caseId, wave, doctor, tag, salt));
    }

    // ───────────────────────────────────────────── checks ─────────────────────────────────

    function _startReveal(uint256 caseId, Case storage c) private {
        if (!_everyoneVoted(c)) return;
        c.commitEnd = uint32(block.timestamp);
        emit RevealStarted(caseId, _revealEnd(c));
    }

    function _seated(uint256 caseId, Case storage c, uint256 seat) private view returns (Standing storage) {
        if (seat >= c.seats || c.voided & (1 << seat) != 0) revert NotSeated(caseId, seat, address(0));
        return _doctors[Sortition.seat(c.panel, seat)].standing;
    }

    function _ownSeat(uint256 caseId, Case storage c, uint256 seat, address account) private view {
        if (_seated(caseId, c, seat).account != account) revert NotSeated(caseId, seat, account);
    }

    /// @dev A seat votes once: commits, flags or declines, before the reveals start.
    function _mayVote(uint256 caseId, Case storage c, uint256 seat) private view {
        if ((c.committed | c.flagged | c.voided) & (1 << seat) != 0) revert AlreadyVoted(caseId, seat);
        _until(uint256(c.commitEnd) + GRACE - 1);
    }

    function _tags(uint256 caseId, Case storage c) private view returns (bytes16[8] memory tags) {
        for (uint256 i = 0; i < c.seats; ++i) {
            if (c.revealed & (1 << i) != 0) tags[i] = bytes16(_ballots[_key(caseId, c.wave, i)]);
        }
    }

    function _readingFee(Case storage c) private view returns (uint256) {
        return ((c.bounty / c.seats) * READING_SHARE) / Bounty.ONE;
    }

    function _key(uint256 caseId, uint256 wave, uint256 seat) private pure returns (uint256) {
        return (caseId << 16) | (wave << 8) | seat;
    }

    function _count(uint8 bits) private pure returns (uint256 ones) {
        for (; bits != 0; bits &= bits - 1) ++ones;
    }

    function _checkSignature(address signer, bytes32 digest, bytes calldata signature) private view {
        if (!SignatureChecker.isValidSignatureNowCalldata(signer, digest, signature)) revert WrongSignature(signer);
    }
}
