// The logic realm with all its parts in one script, as the Worker of tests that serve no chunks.
// In: messages. Out: messages. Must not: be part of a build.
import { giveParts } from '../logic/parts';
import { parts } from '../logic/testing';
import '../logic/main';

giveParts(parts);
