// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

// The clients of ERC-792's own package, unmodified, so that they are compiled and deployed beside the court they are
// tested with. Nothing here is ours.
import {Escrow} from "@kleros/erc-792/contracts/examples/Escrow.sol";
import {SimpleEscrowWithERC1497} from "@kleros/erc-792/contracts/examples/SimpleEscrowWithERC1497.sol";
