// Every limit on what comes from outside (remote, broker, other users of the machine), each with its reason.
// Past these limits code may trust types and sizes. Pure. See docs/threat-model.md.

/** Milliseconds of silence after which git counts as hung: a slow transfer reports each second. Filters get more. */
export const GIT_SILENCE_MS = 120_000;

/** Milliseconds after which a lock without a living git counts as left: git holds most for less than a second. */
export const LOCK_AGE_MS = 60_000;

/** Milliseconds to ask which deleted paths incoming rules ignore: many `**` never end. Then none counts as ignored. */
export const RULES_CHECK_MS = 10_000;

/** Files that are read, and bytes of each, to find what was renamed to an ignored name in a save. */
export const HIDDEN_RENAMES = 50;
export const RENAMED_BYTES = 64 * 1024 * 1024;

/** Folders in one folder that are searched before it counts as one that may hold a file. */
export const FOLDERS_CHECKED = 1_000;

/** Folders that are searched for other disks in them, the uppermost first: disks are rarely mounted deep. */
export const MOUNT_FOLDERS = 5_000;

/** Files of one update that a filter fails to write before it is given up: each asks a server that lacks them. */
export const FAILED_FILES = 20;

/** Milliseconds between fetches of all history for missing objects: in vain, each sync would cost that again. */
export const REPAIR_REST_MS = 24 * 60 * 60 * 1000;

/**
 * Conflict copies of one file that may be made in an hour, and that may stand open. A program that writes one
 * file on two machines makes a dozen in a minute; further versions are in the history alone.
 */
export const COPIES_AN_HOUR = 5;
export const OPEN_COPIES = 20;

/** Bytes of output that one git command may print: more than a million paths need. */
export const GIT_OUTPUT_BYTES = 256 * 1024 * 1024;

/** Bytes kept of the beginning of git's messages: 20,000 names of unreadable files. A remote or hook may not end. */
export const GIT_MESSAGES_FIRST_BYTES = 4 * 1024 * 1024;

/** The same of its end, where the outcome of a push stands. */
export const GIT_MESSAGES_LAST_BYTES = 64 * 1024;

/** Characters at each end of git's messages that are searched for a cause: ten lines are many, without progress. */
export const FAILURE_CHARACTERS = 16 * 1024;

/** Characters of one line of git's messages: a path has 4,096 at most. A longer one is cut at a word. */
export const FAILURE_LINE_CHARACTERS = 5_000;

/** Characters of git's message about a failure that a user is shown: some lines on a screen. */
export const DETAIL_CHARACTERS = 1_000;

/** Milliseconds that an ssh may take to show the key of a host: it gives up a connection after 30 s itself. */
export const SSH_ANSWER_MS = 45_000;

/** Characters of a remote's address that are read: longer ones are no addresses of ssh. */
export const URL_CHARACTERS = 4096;

/** Clients of the socket at one time: a system gives a program 256 files (macOS) or 1,024, and git needs some. */
export const CONTROL_CLIENTS = 64;

/** Bytes of the head of a request to the window: an address of a path of 4,096 characters, each escaped as three. */
export const WINDOW_HEAD_BYTES = 32 * 1024;

/** Bytes of the body of a request to the window: a merged text of 2 MB, some of its characters escaped. */
export const WINDOW_BODY_BYTES = 8 * 1024 * 1024;

/** Bytes of a request for a session, which anybody on this machine can send: a token has 43. */
export const WINDOW_SESSION_BYTES = 4 * 1024;

/** Milliseconds in which a request arrives, head and body: it comes from this machine, or through ssh. */
export const WINDOW_REQUEST_MS = 10_000;

/** Milliseconds in which a client of the window takes the next piece of an answer. */
export const WINDOW_WRITE_MS = 30_000;

/** Connections to the window at one time: each takes a file, of which git needs some (see `CONTROL_CLIENTS`). */
export const WINDOW_CONNECTIONS = 64;

/** Pages of the window at one time, each with a secret, and tokens that wait to be used. */
export const WINDOW_SESSIONS = 8;

/** Milliseconds in which a browser that was started opens the page. */
export const BROWSER_MS = 10_000;

/** Files of each save in the window's list of saves; the others come when the save is opened. */
export const WINDOW_SAVE_FILES = 20;

/** Files of one list of the window's first screen: nobody reads more, and it is sent again with each change. */
export const SHOWN_CHANGES = 200;

/** Reads of the history for the window at one time: each has the output of a git process in memory. */
export const WINDOW_READS = 4;

/** Files of a deletion that waits which one answer to the window names; the page asks for more. */
export const WINDOW_HELD_FILES = 200;

/** Milliseconds for which a token opens the window: a browser may have to start first. */
export const WINDOW_TOKEN_MS = 60_000;

/** Milliseconds without a request after which the window ends. */
export const WINDOW_IDLE_MS = 15 * 60_000;

/** Bytes of what a running instance answers over its socket: a million paths that wait to be sent. */
export const CONTROL_ANSWER_BYTES = 128 * 1024 * 1024;

/** Milliseconds for a small program of the system (`ps`): `lsof`, the slowest, takes seconds on a busy machine. */
export const TOOL_MS = 60_000;

/** Bytes that such a program may print: the names of a million open files. */
export const TOOL_OUTPUT_BYTES = 128 * 1024 * 1024;

/** Bytes of one line of the icon's helper, whose lines are short. */
export const HELPER_LINE_BYTES = 64 * 1024;

/** Characters of the error output of the icon's helper that are kept for the log: some lines. */
export const HELPER_ERROR_CHARACTERS = 2_000;

/** Folders under one icon: each has a watcher, a lock, a line of the menu and 60 lines below that. */
export const MOST_FOLDERS = 30;

/** Characters of the name of a folder: it stands in a line of the menu, before what is to be said of the folder. */
export const FOLDER_NAME_CHARACTERS = 40;

/** Characters of one text in the configuration: no system opens a longer path (PATH_MAX of Linux). */
export const CONFIG_TEXT_CHARACTERS = 4096;

/** Characters of one line of the log: a tenth of one of its files. */
export const LOG_LINE_CHARACTERS = 100_000;

/** Bytes of a message of the broker. Ours holds a client_id of 4,096 characters at most; MQTT allows 256 MB. */
export const MQTT_MESSAGE_BYTES = 16 * 1024;

/** Packets of a broker in a minute: 1,000 a second are no trouble, 80,000 keep a processor busy, and answers pile up. */
export const MQTT_PACKETS_A_MINUTE = 100_000;

/** Answers of a broker in a minute: we ask once for each save and sign of life. A piece of 64 KB can hold 32,000. */
export const MQTT_ANSWERS_A_MINUTE = 1_000;

/** Bytes of a machine's or author's name that count: more is no name, and would fill the menu and the state file. */
export const HOST_BYTES = 120;

/** Bytes of a field of a commit that count (author, subject, a trailer): git prints hundreds of MB of a push of 1 MB. */
export const COMMIT_FIELD_BYTES = 2 * 1024;

/** Characters of a path that is taken from outside: no system opens a longer one (PATH_MAX of Linux). */
export const PATH_CHARACTERS = 4096;

/** Bytes of the saved state: 20 saves of two longest paths, six bytes a character, take under 1.1 MB. */
export const STATE_FILE_BYTES = 2 * 1024 * 1024;

/** Bytes that a fetch or a push may print: hours of progress, one line a second. */
export const REMOTE_OUTPUT_BYTES = 20 * 1024 * 1024;

/** Milliseconds that a fetch may take however little arrives: a small server packs a large repository. */
export const FETCH_MS = 600_000;

/** Bytes that have to arrive in each further millisecond: a fifth of what the slowest modem brought. */
export const FETCH_BYTES_PER_MS = 1;

/** Milliseconds in which a push has to get further itself, whatever the host says: its hooks may take long. */
export const PUSH_STALL_MS = 1_800_000;

/**
 * Files above this size are not held in memory by a fetch: 400 MB of zeros arrive in 400 kB. What is held does not
 * count as arrived, so a file below it has to come within `FETCH_MS` on the slowest line.
 */
export const FETCH_BIG_FILE = "512k";

/** Milliseconds after which changes are saved while a transfer still goes on, again and again. */
export const SAVE_DURING_TRANSFER_MS = 60_000;

/** Changed files that come in without a question: more are changed rarely and on purpose. They take minutes to place. */
export const INCOMING_FILES = 100_000;

/** Changed files that are never received: 300,000 took 517 MB (the limit: 500); a push of 200 KB can hold billions. */
export const MOST_INCOMING_FILES = 200_000;

/**
 * Files in which each side of a merge may differ from their common commit. It is more than what may come in, as many
 * saves of this machine must not keep small updates out, and a compared file takes little memory.
 */
export const MOST_COMPARED_FILES = 500_000;

/** Bytes that git prints for a changed file beside its name (git-diff, "Raw output format"). */
export const CHANGE_BYTES = 100;

/** Folders above a changed path. A path of more is longer than systems take (macOS: 1,024 bytes). */
export const INCOMING_DEPTH = 250;

/** Bytes of one tree object that are read: a folder of more than a million names. */
export const TREE_BYTES = 64 * 1024 * 1024;

/** Bytes of all trees that are read to count what differs: those of more names than are compared, on both sides. */
export const TREES_BYTES = 256 * 1024 * 1024;

/** Folders that differ and are held to count what is in them, about 400 bytes each. */
export const TREES_FOLDERS = 500_000;

/** Bytes of a file in an encoding of its own that is compared as text, without line ends: twice as much is held. */
export const COMPARED_TEXT_BYTES = 16 * 1024 * 1024;

/** Conflict copies without original that the history is asked about, by two git processes each. Others stay listed. */
export const SETTLED_COPIES_ASKED = 50;

/** Saves near the times of conflict copies that are searched for their versions, with a git process each. */
export const OWN_VERSIONS_ASKED = 50;

/**
 * Bytes of a text that is merged. A larger one is kept in both versions: git's merge grows with the square of
 * the places that differ (50 MB with 700,000 of them: more than 11 minutes).
 */
export const MERGE_TEXT_BYTES = 10_000_000;

/** Characters of a mark in a merge: with longer ones a text of 10 MB would take more than 500 MB of git's memory. */
export const MERGE_MARK_CHARACTERS = 64;

/** Milliseconds after which texts that still do not merge are kept in both versions. */
export const MERGE_MS = 60_000;

/** Milliseconds more for each of them: thousands may differ at once. */
export const MERGE_TEXT_MS = 20;

/** Days for which a replaced file is kept when a checkout gives other bytes: long enough to miss it. */
export const KEPT_DAYS = 30;

/** Bytes of one `.gitattributes` that are read for the names of its filters; larger ones are left to git. */
export const ATTRIBUTES_BYTES = 1024 * 1024;

/** Bytes of the addresses of servers in a `.lfsconfig` that are read. */
export const LFS_CONFIG_BYTES = 64 * 1024;

/** Milliseconds after which a scan is ended, when a rule is to blame that may not end. */
export const SLOW_SCAN_MS = 60_000;

/** So many `**` in one rule may keep git busy for minutes, at a path 70 folders deep: 3 take 254 ms, 4 take 2.8 s. */
export const SLOW_RULE_STARS = 3;

/** Bytes of a file of rules that are searched for the rule that is to blame. */
export const RULES_FILE_BYTES = 1024 * 1024;

/** Files that are saved by their names while a scan of the whole folder does not end. */
export const NAMED_SAVES = 200;

/**
 * Folders behind links in one folder at the top that are watched, on Linux. The system has 8,192 watches for a user
 * at least; a workspace of packages that link each other has some thousands of such folders.
 */
export const LINKED_FOLDERS = 20_000;

/** Saves of the history that are read at a time where nothing else is asked for: two screens of lines. */
export const SAVES_AT_ONCE = 50;

/** Lines that `--history` prints, and versions of a file in the window: older ones are rarely wanted. */
export const HISTORY_LINES = 1_000;

/** Older saves that a shallow clone gets at a time: a month of a busy folder. */
export const OLDER_SAVES = 1_000;

/** Saves that one search reads: about a second. The next one goes on where it ended. */
export const SAVES_SEARCHED = 10_000;

/** Saves of twelve weeks that are counted by day: one every two minutes, day and night. */
export const DAYS_SAVES = 60_000;

/** Saves in which machines are found: one that was not used for so long is no machine of the user any more. */
export const HOSTS_SAVES = 20_000;

/** Entries of a folder of the history that are listed at a time. */
export const FOLDER_ENTRIES = 500;

/** Bytes of a version of a conflict that is shown as text to be merged: a browser edits it without delay. */
export const CONFLICT_TEXT_BYTES = 2 * 1024 * 1024;

/** Bytes of a merged text: both of its versions. */
export const MERGED_TEXT_BYTES = 2 * CONFLICT_TEXT_BYTES;

/** Bytes of a request to the running instance: a command and a path, or a merged text, each character escaped. */
export const CONTROL_REQUEST_BYTES = 64 * 1024 + 6 * MERGED_TEXT_BYTES;

/** Milliseconds that the versions of a conflict may take to merge; then the user chooses between them as a whole. */
export const CONFLICT_MERGE_MS = 10_000;

/** Characters of the marks between what is merged and what is to choose: longer runs are no text. */
export const MARK_CHARACTERS = 1_000;

/** Files of one save of the history that are named; of the others only their number is known. */
export const SAVE_FILES = 1_000;

/** The same in the search for deleted files. */
export const DELETED_FILES = 10_000;

/** Bytes that git may print of the history: 50 saves of 100,000 files each. It is read as it comes. */
export const HISTORY_OUTPUT_BYTES = 1024 * 1024 * 1024;

/** Files on each side of a save compared for edited renames: 40,000 pairs take < 1 s. Pure ones are always found. */
export const RENAME_CANDIDATES = 200;

/** Milliseconds for git to name a save's files before trees are counted instead: it names a million, 300 bytes each. */
export const SLOW_SAVE_MS = 1_000;

/** Renames of one file that are followed into the past. */
export const VERSION_RENAMES = 100;

/** Saves of machines that had not received each other's at a time: each costs two git processes. */
export const FRONTIER_COMMITS = 50;

/** Bytes of one version that are read for display. They are held in memory, and a photo has about 10 MB. */
export const VERSION_BYTES = 32 * 1024 * 1024;

/** More than half of at least this many files deleted at once waits for the user, or is reported. */
export const MASS_DELETION_FILES = 20;

/** Names that are tried for a conflict copy that becomes a file of its own. */
export const PLAIN_NAMES = 20;

/** Characters of a join code: what a QR code holds in bytes (ISO/IEC 18004, version 40-L), and more than any needs. */
export const JOIN_CODE_CHARACTERS = 2_900;

/** Characters of a branch, a host or a topic in a join code: a topic of ours has 36. */
export const JOIN_TEXT_CHARACTERS = 250;

/** Bytes of a file that set-up lists before it is published: git hosts warn above it, and the history keeps it. */
export const RISKY_FILE_BYTES = 50 * 1024 * 1024;

/** Bytes of a file in which set-up searches for private keys and tokens: a key has less than 15 KB. */
export const KEY_FILE_BYTES = 64 * 1024;

/** Files in which set-up searches for private keys: each takes 50 µs. */
export const FIRST_SAVE_FILES_READ = 100_000;

/** Bytes of all files that set-up reads whole in search of tokens: some seconds. Of others it reads the beginning. */
export const FIRST_SAVE_BYTES_READ = 256 * 1024 * 1024;

/** Bytes of one line that a user types as an answer: more than an address or a join code has. */
export const INPUT_LINE_BYTES = 64 * 1024;

/** Milliseconds for files written to the disk together, then each alone: others may have left gigabytes to write. */
export const TOGETHER_MS = 10_000;
