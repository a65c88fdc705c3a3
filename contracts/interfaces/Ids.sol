// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

// What names something has a type of its own: the compiler refuses a pair where a model is meant, or a seat where a
// doctor is. In calls, events and storage each is the number that it wraps.

type CaseId is uint256;
/// @dev Of 24 bits: nine fit a panel. Where the interface says uint32, it is this number.
type DoctorId is uint256;
type PairId is uint16;
type ModelId is uint16;
type DatasetId is uint256;
/// @dev Case, wave and seat in one word, for what is kept of a wave.
type SeatKey is uint256;
